// Work spread over threads, or done in place where there are none.
//
// What it is for: loops whose turns are independent. Results must not depend on the number of threads:
// callers give each turn its own output and join them in order.
#pragma once

#include <cstddef>
#include <functional>

namespace errata {

// Runs work(i) for every i below count, on up to `threads` threads, and returns when all have ended.
// One thread, or a platform that has none to give, runs them here in order.
void parallel_for(unsigned threads, std::size_t count,
                  const std::function<void(std::size_t)>& work);

}  // namespace errata
