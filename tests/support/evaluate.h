// From JSON texts to an evaluation, as the tests need it: every step of the product, no file.
#pragma once

#include <string>
#include <vector>

#include "base/warnings.h"
#include "data/dataset.h"
#include "metrics/accumulation.h"
#include "metrics/detection_summary.h"
#include "metrics/protocol.h"

namespace errata::test {

struct Loaded {
    Dataset dataset;
    Run run;
    Warnings warnings;
};

// Fails the test where the texts cannot be read.
Loaded load(const std::string& truth, const std::string& predictions, Task task = Task::boxes);

struct Evaluated {
    EvaluationPart part;  // everything in one; with assignments
    Accumulation accumulation;
    FigureTable summary;
};

Evaluated evaluate(const Loaded& loaded, const DetectionProtocol& protocol,
                   const EvaluationScope& scope = {}, bool full_arrays = true);

// The twelve figures as the reference prints them: -1 where undefined.
std::vector<double> stats(const FigureTable& summary);

// The digest of an array's little-endian doubles.
std::string digest(const std::vector<double>& values);

// The folder with reference results, "" when it is not there: $ERRATA_SHARED or ../shared beside the project.
std::string shared_folder();

// A file's whole content; fails the test where it cannot be read.
std::string file_text(const std::string& path);

}  // namespace errata::test
