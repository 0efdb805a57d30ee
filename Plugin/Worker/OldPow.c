/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The pow of the first glibc of an architecture, for a worker that has all libraries compiled in and runs on any
 * glibc since 2.28: that of 2.29 differs in when it sets errno, and nothing else needs anything so new. The
 * linker sends every call of pow here (--wrap). */
#if defined(__x86_64__)
__asm__(".symver old_pow, pow@GLIBC_2.2.5");
#elif defined(__aarch64__)
__asm__(".symver old_pow, pow@GLIBC_2.17");
#else
#error "the first glibc of this architecture is not known"
#endif

double old_pow(double base, double exponent);
double __wrap_pow(double base, double exponent);

double __wrap_pow(double base, double exponent)
{
    return old_pow(base, exponent);
}
