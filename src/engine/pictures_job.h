// Reading pictures and measuring them: hashes and quality, for the columns that ask about them.
//
// What it is for: near duplicates, blurred, dark and empty pictures. About 10 ms a picture of 640 x 480 and thread.
// What it does not do: keep pixels.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "base/error.h"
#include "base/named_files.h"
#include "base/warnings.h"
#include "data/dataset.h"
#include "engine/job.h"

namespace errata {

struct PicturesOptions {
    unsigned threads = 1;
};

// Per sample what its picture shows; `file_of` says which of the files that is (data/name_matching.h; no_file: none). Pictures
// that are not there or cannot be read are counted as warnings and have no values. Error mismatch where none is there. All
// references must outlive the job; `result` is complete when it has ended without an error.
Job measure_pictures(const NamedFiles& files, std::vector<std::uint32_t> file_of,
                     PicturesOptions options, PictureStatistics& result, Warnings& warnings);

// The whole as one flat buffer, aligned to 16.
std::vector<std::byte> snapshot_of(const PictureStatistics& pictures);

// The same back; columns lie in `bytes`, which `owner` keeps alive. Error corrupt, also where they are not those of so many
// samples.
Result<PictureStatistics> pictures_from_snapshot(std::span<const std::byte> bytes,
                                                 std::shared_ptr<const void> owner,
                                                 std::size_t samples);

}  // namespace errata
