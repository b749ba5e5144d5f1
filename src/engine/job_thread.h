// JobThread: a job running in a thread of its own, watched and cancelled from another.
//
// What it is for: native programs that show progress or must stay responsive; the browser's counterpart is
// the worker's loop in `browser`. Where the platform gives no thread, the job runs in wait_for().
// What it does not do: share the job's result before it has ended.
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "engine/job.h"

namespace errata {

struct StageTime {
    std::string stage;
    double milliseconds = 0;
};

struct JobStatus {
    Progress progress;
    double units_per_second = 0;  // of the stage so far
};

class JobThread {
public:
    explicit JobThread(Job job);
    ~JobThread();  // cancels and waits
    JobThread(const JobThread&) = delete;
    JobThread& operator=(const JobThread&) = delete;

    JobStatus status() const;

    // Ends the job before its next slice; error() will be `cancelled`.
    void cancel() { cancelled_ = true; }

    // Waits at most that long; true when the job has ended. What the job threw is thrown here.
    bool wait_for(std::chrono::milliseconds time);

    // After the end: how it ended (nothing: well), and how long each stage took.
    const std::optional<Error>& error() const { return error_; }
    const std::vector<StageTime>& stages() const { return stages_; }

private:
    using Clock = std::chrono::steady_clock;

    void run();
    void report(const Progress& progress);  // closes a stage when another begins

    Job job_;
    std::atomic<bool> cancelled_ = false;
    mutable std::mutex mutex_;  // guards what follows
    std::condition_variable ended_signal_;
    bool ended_ = false;
    Progress progress_;
    Clock::time_point stage_began_ = Clock::now();
    std::vector<StageTime> stages_;
    std::optional<Error> error_;
    std::exception_ptr failure_;
    std::thread thread_;
};

}  // namespace errata
