// exp, log, sin and their relatives: the one place they come from.
//
// What it is for: the C libraries of two platforms differ in the last bit of exp and log, and a result must not. All
// of the core calls these.
#pragma once

namespace errata::real {

// Correct to less than one unit in the last place, the same bits on every platform (only + - * / and bit
// operations). exp overflows to infinity and underflows to 0; log(0) is -infinity, log of a negative number NaN.
double exp(double x);
double log(double x);
double log2(double x);

// Of angles in radians up to some millions; beyond, and for what is not finite, NaN.
double sin(double x);
double cos(double x);

}  // namespace errata::real
