// What numpy computes, in numpy's order of operations.
//
// What it is for: the reference implementations are numpy programs, and a sum taken in another order
// differs in its last bit.
#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace errata::numpy {

// numpy.linspace(start, stop, count), count at least 2.
std::vector<double> linspace(double start, double stop, std::size_t count);

// numpy.sum over a contiguous array: pairwise summation.
// Source: DOUBLE_pairwise_sum in numpy/core/src/umath/loops_utils.h.src.
double sum(std::span<const double> values);

// numpy.mean of a contiguous array; `values` must not be empty.
double mean(std::span<const double> values);

}  // namespace errata::numpy
