/* The compiler extensions that the house uses, all of them, behind one header. */
#ifndef VERTELPUNT_ATTRIBUTES_H
#define VERTELPUNT_ATTRIBUTES_H

/* Call FN(&variable) when the variable goes out of scope. */
#define VP_CLEANUP(fn) __attribute__((cleanup(fn)))
/* Check the arguments as printf's: FMT and FIRST count from 1. */
#define VP_FORMAT(fmt, first) __attribute__((format(printf, fmt, first)))
/* The caller must look at the result. */
#define VP_MUST_CHECK __attribute__((warn_unused_result))

#define VP_COUNT(array) (sizeof(array) / sizeof((array)[0]))

#endif
