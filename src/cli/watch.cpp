#include "cli/watch.h"

#include <unistd.h>

#include <atomic>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <format>
#include <string>

namespace errata::cli {

namespace {

std::atomic<bool> interrupted = false;

}  // namespace

bool watch(JobThread& job) {
    using namespace std::chrono_literals;
    std::signal(SIGINT, [](int) { interrupted = true; });
    const bool is_terminal = ::isatty(STDERR_FILENO) != 0;
    bool shown = false;
    for (int tenths = 1; !job.wait_for(100ms); ++tenths) {
        if (interrupted) job.cancel();
        if (!is_terminal || tenths < 10) continue;
        const auto [progress, rate] = job.status();
        std::string line = std::format("\r\x1b[K{}", progress.stage);
        if (progress.total > 0) line += std::format(" {}%", 100 * progress.done / progress.total);
        if (progress.unit == "bytes") line += std::format(", {:.0f} MB/s", rate / 1e6);
        std::fputs(line.c_str(), stderr);
        shown = true;
    }
    if (shown) std::fputs("\r\x1b[K", stderr);
    std::signal(SIGINT, SIG_DFL);
    return !interrupted;
}

}  // namespace errata::cli
