// Reading pictures and measuring them: hashes and quality, for the columns that ask about them.
//
// What it is for: near duplicates, blurred, dark and empty pictures. About 10 ms a picture of 640 x 480 and thread.
// What it does not do: keep pixels.
#pragma once

#include "base/named_files.h"
#include "base/warnings.h"
#include "data/dataset.h"
#include "engine/job.h"

namespace errata {

struct PicturesOptions {
    unsigned threads = 1;
};

// Fills samples.pictures from the files that the samples name (data/name_matching.h). Pictures that are not there or cannot be
// read are counted as warnings and have no values. All references must outlive the job.
Job measure_pictures(const NamedFiles& files, PicturesOptions options, Samples& samples,
                     Warnings& warnings);

}  // namespace errata
