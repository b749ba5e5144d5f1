#include "engine/job_thread.h"

#include <system_error>

namespace errata {

JobThread::JobThread(Job job) : job_(std::move(job)) {
    try {
        thread_ = std::thread([this] { run(); });
    } catch (const std::system_error&) {
        // No thread to be had: wait_for() does the work.
    }
}

JobThread::~JobThread() {
    cancel();
    if (thread_.joinable()) thread_.join();
}

void JobThread::report(const Progress& progress) {
    const std::scoped_lock lock(mutex_);
    if (progress.stage != progress_.stage) {
        const auto now = Clock::now();
        if (!progress_.stage.empty()) {
            const std::chrono::duration<double, std::milli> took = now - stage_began_;
            stages_.push_back(
                {.stage = std::string(progress_.stage), .milliseconds = took.count()});
            stage_began_ = now;
        }
    }
    progress_ = progress;
}

void JobThread::run() {
    std::exception_ptr failure;
    try {
        while (!cancelled_ && job_.step()) report(job_.progress());
    } catch (...) {
        failure = std::current_exception();
    }
    report({});
    const std::scoped_lock lock(mutex_);
    failure_ = failure;
    if (cancelled_) {
        error_ = Error{.code = ErrorCode::cancelled, .message = "cancelled"};
    } else if (!failure) {
        error_ = job_.error();
    }
    ended_ = true;
    ended_signal_.notify_all();
}

JobStatus JobThread::status() const {
    const std::scoped_lock lock(mutex_);
    const std::chrono::duration<double> spent = Clock::now() - stage_began_;
    JobStatus status = {.progress = progress_};
    if (spent.count() > 0) {
        status.units_per_second = static_cast<double>(progress_.done) / spent.count();
    }
    return status;
}

bool JobThread::wait_for(std::chrono::milliseconds time) {
    if (!thread_.joinable() && !ended_) run();
    std::unique_lock lock(mutex_);
    const bool ended = ended_signal_.wait_for(lock, time, [&] { return ended_; });
    if (ended && failure_) std::rethrow_exception(std::exchange(failure_, nullptr));
    return ended;
}

}  // namespace errata
