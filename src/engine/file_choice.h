// Which of the files given together are evaluated, as what, and what to say of the others.
//
// What it is for: a person drops files and folders; what each holds is found by looking (formats/sniff.h), what belongs
// together here.
// What it does not do: read them whole, evaluate.
//
// Files are of one of several families, which are never evaluated with each other: detections, tables of labels and
// values, spans, panoptic JSON with its PNGs, semantic maps. Evaluated is the first family, in the order of the files,
// that has ground truth and predictions. Semantic maps are grey or indexed PNGs of two folders; where there is anything
// else to evaluate, only if the folders' names say that they hold labels: photographs can be grey, too.
//
// Samples without ground truth (data/pool.h) may stand beside: of COCO's files a second list of images whose path says so
// (path_words.h) or that has no annotations, and a second results file whose path says so; of tables one without labels, or
// whose path says so.
#pragma once

#include <cstddef>
#include <memory>
#include <optional>
#include <vector>

#include "base/byte_source.h"
#include "base/named_files.h"
#include "engine/evaluation.h"
#include "engine/job.h"
#include "formats/sniff.h"

namespace errata {

struct DroppedFile {
    std::unique_ptr<ByteSource> source;
    std::optional<FileKind> taken_for = {};  // what a person says it is; nothing: its content tells
};

// Numbers of files.
struct FileChoice {
    Task task = Task::boxes;
    // Of all but semantic maps.
    std::size_t truth = 0;
    std::size_t predictions = 0;
    std::optional<std::size_t> pool = {};              // of COCO files and tables
    std::optional<std::size_t> pool_predictions = {};  // of COCO files, beside a pool
    // PNGs, of semantic and panoptic maps.
    NamedFiles truth_maps = {};
    NamedFiles prediction_maps = {};
    std::optional<std::size_t> classes = {};  // of semantic maps: their names
};

// Looks at each file and chooses. `reports`, one per file, is filled also when the job ends with an error: which file is
// broken, or what is missing. The files must outlive the choice: its maps are read from them.
Job choose_files(const std::vector<DroppedFile>& files, std::vector<FileReport>& reports,
                 FileChoice& choice);

}  // namespace errata
