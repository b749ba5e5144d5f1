#include "query/curation_columns.h"

#include <algorithm>
#include <cmath>

#include "base/real_math.h"
#include "image/near_duplicates.h"
#include "metrics/prediction_uncertainty.h"
#include "query/column_building.h"
#include "query/rarity.h"

namespace errata {

namespace {

// Bits of 64 in which hashes of near duplicates differ at most.
constexpr unsigned duplicate_distance = 6;

constexpr double small_area = 32.0 * 32.0;

std::size_t samples_in(const ColumnFacts& facts) { return facts.dataset().samples.size(); }

bool has_classes(const ColumnFacts& facts) { return facts.has_classes(); }
bool has_predicted_classes(const ColumnFacts& facts) { return facts.has_matches(); }
bool has_boxes(const ColumnFacts& facts) { return !facts.dataset().truth.box.empty(); }
bool has_predicted_boxes(const ColumnFacts& facts) {
    return facts.has_matches() && !facts.run().box.empty();
}
bool has_pictures(const ColumnFacts& facts) { return !facts.dataset().samples.pictures.empty(); }

ColumnData labeled(ColumnFacts& facts) {
    const Samples& samples = facts.dataset().samples;
    return truth_column(samples.size(), [&](std::size_t i) {
        return samples.is_labeled(static_cast<SampleSlot>(i)) ? 1 : 0;
    });
}

ColumnData rarity(ColumnFacts& facts) { return rarity_of_truth(facts, nullptr); }

ColumnData predicted_rarity(ColumnFacts& facts) { return rarity_of_predictions(facts, nullptr); }

// --- complexity ---

// Boxes of a table that count, and what complexity is made of, per sample.
struct Crowdedness {
    std::vector<double> boxes;
    std::vector<double> small;    // boxes of less than 32 x 32 square pixels
    std::vector<double> overlap;  // sum of each box's largest IoU with another

    // ln(1 + n) (1 + mean overlap + share of small ones)
    double complexity(std::size_t sample) const {
        const double n = boxes[sample];
        if (n == 0) return 0;
        return real::log(1 + n) * (1 + (overlap[sample] + small[sample]) / n);
    }
};

template <typename Counts, typename Area>
Crowdedness crowdedness_of(std::size_t samples, const Column<SampleSlot>& sample,
                           const Column<Box>& box, Counts&& counts, Area&& area) {
    Crowdedness result = {.boxes = std::vector<double>(samples),
                          .small = std::vector<double>(samples),
                          .overlap = std::vector<double>(samples)};
    const SampleRows rows(sample, samples);
    std::vector<Row> here;
    for (std::size_t s = 0; s < samples; ++s) {
        const auto slot = static_cast<SampleSlot>(s);
        here.clear();
        for (std::size_t i = 0; i < rows.count(slot); ++i) {
            if (counts(rows.row(slot, i))) here.push_back(rows.row(slot, i));
        }
        result.boxes[s] = static_cast<double>(here.size());
        for (const Row a : here) {
            double largest = 0;
            for (const Row b : here) {
                if (a != b) largest = std::max(largest, box_iou(box[a], box[b], false));
            }
            result.overlap[s] += largest;
            result.small[s] += area(a) < small_area ? 1 : 0;
        }
    }
    return result;
}

Crowdedness of_objects(const ColumnFacts& facts) {
    const GroundTruth& truth = facts.dataset().truth;
    return crowdedness_of(
        samples_in(facts), truth.sample, truth.box, [&](Row row) { return !truth.is_crowd(row); },
        [&](Row row) { return truth.area_of(row); });
}

Crowdedness of_predictions(const ColumnFacts& facts) {
    const Run& run = facts.run();
    const double least = facts.thresholds().confidence;
    return crowdedness_of(
        samples_in(facts), run.sample, run.box, [&](Row row) { return run.score[row] >= least; },
        [&](Row row) { return run.area_of(row); });
}

// value(crowdedness, sample); missing of samples without ground truth.
template <typename Value>
ColumnData over_objects(ColumnFacts& facts, Value&& value) {
    const Crowdedness all = of_objects(facts);
    return number_column(samples_in(facts), [&](std::size_t i) {
        const bool known = facts.dataset().samples.is_labeled(static_cast<SampleSlot>(i));
        return known ? value(all, i) : no_number;
    });
}

ColumnData complexity(ColumnFacts& facts) {
    return over_objects(facts,
                        [](const Crowdedness& all, std::size_t i) { return all.complexity(i); });
}

ColumnData overlap(ColumnFacts& facts) {
    return over_objects(facts, [](const Crowdedness& all, std::size_t i) {
        return all.boxes[i] > 0 ? all.overlap[i] / all.boxes[i] : no_number;
    });
}

ColumnData small_share(ColumnFacts& facts) {
    return over_objects(facts, [](const Crowdedness& all, std::size_t i) {
        return all.boxes[i] > 0 ? all.small[i] / all.boxes[i] : no_number;
    });
}

ColumnData predicted_complexity(ColumnFacts& facts) {
    const Crowdedness all = of_predictions(facts);
    return number_column(samples_in(facts), [&](std::size_t i) { return all.complexity(i); });
}

// --- uncertainty ---

ColumnData uncertainty(ColumnFacts& facts) {
    return {.numbers = Column<double>(sample_uncertainties(facts.run(), samples_in(facts),
                                                           facts.dataset().classes.size()))};
}

// --- pictures ---

// Samples whose pictures could not be read have none.
std::vector<std::size_t> readable(const PictureStatistics& pictures) {
    std::vector<std::size_t> rows;
    for (std::size_t i = 0; i < pictures.hash.size(); ++i) {
        if (!std::isnan(pictures.sharpness[i])) rows.push_back(i);
    }
    return rows;
}

// value(clusters, place among those that could be read)
template <typename Value>
ColumnData over_clusters(const ColumnFacts& facts, const Column<std::uint64_t>& keys,
                         unsigned distance, Value&& value) {
    const std::vector<std::size_t> rows = readable(facts.dataset().samples.pictures);
    std::vector<std::uint64_t> known;
    for (const std::size_t row : rows) known.push_back(keys[row]);
    const DuplicateClusters clusters = near_duplicates(known, distance);
    std::vector<double> numbers(keys.size(), no_number);
    for (std::size_t i = 0; i < rows.size(); ++i)
        numbers[rows[i]] = static_cast<double>(value(clusters, i));
    return {.numbers = Column<double>(std::move(numbers))};
}

ColumnData duplicates(ColumnFacts& facts) {
    return over_clusters(
        facts, facts.dataset().samples.pictures.hash, duplicate_distance,
        [](const DuplicateClusters& clusters, std::size_t i) { return clusters.size_of(i); });
}

ColumnData duplicate_group(ColumnFacts& facts) {
    return over_clusters(
        facts, facts.dataset().samples.pictures.hash, duplicate_distance,
        [](const DuplicateClusters& clusters, std::size_t i) { return clusters.cluster[i] + 1; });
}

ColumnData exact_duplicates(ColumnFacts& facts) {
    return over_clusters(
        facts, facts.dataset().samples.pictures.digest, 0,
        [](const DuplicateClusters& clusters, std::size_t i) { return clusters.size_of(i); });
}

template <Column<double> PictureStatistics::* member>
ColumnData of_picture(ColumnFacts& facts) {
    return {.numbers = facts.dataset().samples.pictures.*member};
}

constexpr RowOf info = {Table::samples};
constexpr const char* cleanvision = "CleanVision 0.3";
constexpr const char* own = "Errata's own";

}  // namespace

std::vector<ColumnDefinition> curation_definitions() {
    using enum ColumnType;
    return {
        {info("labeled", truth, Unit::none, from_dataset, "true, false",
              "Whether its ground truth is known; false of samples of the pool"),
         [](const ColumnFacts&) { return true; }, labeled},
        {info("rarity", number, Unit::none, from_dataset, "from 0",
              "How rare its rarest class is; missing without a labeled object",
              "max over its classes of -ln(labeled samples with the class / labeled samples)",
              "surprisal, Shannon 1948"),
         has_classes, rarity},
        {info("predicted_rarity", number, Unit::none, from_dataset | from_run | from_confidence,
              "from 0", "How rare the rarest class of its predictions is that are seen",
              "max over its predicted classes of -ln(samples with such a prediction / samples)",
              "surprisal, Shannon 1948"),
         has_predicted_classes, predicted_rarity},
        {info("object_overlap", number, Unit::fraction, from_dataset, "0 to 1",
              "How much its objects overlap each other; missing without any",
              "mean over objects of the largest IoU with another"),
         has_boxes, overlap},
        {info("small_share", number, Unit::fraction, from_dataset, "0 to 1",
              "Share of its objects that is small; missing without any",
              "objects of less than 32 x 32 px2 / objects", "COCO's area ranges"),
         has_boxes, small_share},
        {info("complexity", number, Unit::none, from_dataset, "from 0",
              "How much there is to label: many, small and overlapping objects; 0 without any",
              "ln(1 + objects) (1 + object_overlap + small_share)", own),
         has_boxes, complexity},
        {info(
             "predicted_complexity", number, Unit::none, from_dataset | from_run | from_confidence,
             "from 0",
             "The complexity of its predictions that are seen, which is there before it is labeled",
             "ln(1 + n) (1 + mean largest IoU with another + share of less than 32 x 32 px2)", own),
         has_predicted_boxes, predicted_complexity},
        {info("uncertainty", number, Unit::fraction, from_dataset | from_run, "0 to 1",
              "How unsure the model is of it, or of the prediction it is least sure of",
              "1 - (p1 - p2); of scores max over predictions of 1 - |2 score - 1|",
              "Settles 2009, Active Learning Literature Survey, section 3.1"),
         has_predicted_classes, uncertainty},
        {info("duplicates", integer, Unit::none, from_dataset, "from 1",
              "Number of near duplicates that its picture is one of, itself among them",
              "size of its cluster of perceptual hashes that differ in at most 6 of 64 bits",
              "imagehash's phash; Manku, Jain and Das Sarma 2007"),
         has_pictures, duplicates},
        {info("duplicate_group", integer, Unit::none, from_dataset, "from 1",
              "Which near duplicates its picture is one of; different pictures have different "
              "numbers"),
         has_pictures, duplicate_group},
        {info("exact_duplicates", integer, Unit::none, from_dataset, "from 1",
              "Number of samples with the very same pixels, itself among them",
              "XXH3 of the pixels"),
         has_pictures, exact_duplicates},
        {info("brightness", number, Unit::fraction, from_dataset, "0 to 1",
              "Brightness of its picture's mean colour", "√(0.241 R² + 0.691 G² + 0.068 B²) / 255",
              cleanvision),
         has_pictures, of_picture<&PictureStatistics::brightness>},
        {info("highlights", number, Unit::fraction, from_dataset, "0 to 1",
              "How bright the brightest of its picture is: CleanVision calls it dark below 0.32",
              "99th percentile of the brightness", cleanvision),
         has_pictures, of_picture<&PictureStatistics::highlights>},
        {info("shadows", number, Unit::fraction, from_dataset, "0 to 1",
              "How bright the darkest of its picture is: CleanVision calls it light above 0.95",
              "5th percentile of the brightness", cleanvision),
         has_pictures, of_picture<&PictureStatistics::shadows>},
        {info("sharpness", number, Unit::fraction, from_dataset, "0 to 1",
              "How sharp its picture is: CleanVision calls it blurry below 0.29",
              "1 - exp(-standard deviation of edges / 100), on a small grey copy", cleanvision),
         has_pictures, of_picture<&PictureStatistics::sharpness>},
        {info("image_entropy", number, Unit::none, from_dataset, "0 to 9.6",
              "How much there is in its picture, in bits: CleanVision sees little below 3",
              "Shannon entropy of the values of all channels", cleanvision),
         has_pictures, of_picture<&PictureStatistics::entropy>},
    };
}

}  // namespace errata
