// Waiting for a job in a terminal.
#pragma once

#include "engine/job_thread.h"

namespace errata::cli {

// Waits for a job; on a terminal shows how far it is once it has taken a second. Ctrl+C cancels it: then false.
bool watch(JobThread& job);

}  // namespace errata::cli
