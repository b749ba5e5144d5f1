#include "cli/evaluate_arguments.h"

#include <format>
#include <string_view>

#include "cli/fail_under.h"
#include "engine/label_map_job.h"
#include "metrics/rule_figures.h"

namespace errata::cli {

namespace {

void add_files(CLI::App& command, EvaluateArguments& arguments) {
    command
        .add_option("--truth", arguments.truth,
                    "Ground truth: COCO or LVIS JSON, or Open Images' CSV; of classes, texts and "
                    "values CSV or JSON "
                    "Lines; of spans CoNLL or JSON Lines; of semantic a folder of PNGs, of "
                    "panoptic its JSON. Also packed with gzip; - reads standard input")
        ->required()
        ->type_name("FILE");
    command
        .add_option(
            "--predictions", arguments.predictions,
            "Predictions: COCO results, or Open Images' CSV; of classes, texts and values CSV or "
            "JSON Lines; of "
            "spans CoNLL or JSON Lines (the same file as for --truth: its last column); of "
            "semantic a folder of PNGs with the names of the ground truth's, of panoptic its JSON. "
            "Also packed with gzip; - reads standard input")
        ->required()
        ->type_name("FILE");
    command.add_option("--task", arguments.task, "What is predicted")
        ->check(CLI::IsMember({"boxes", "masks", "keypoints", "oriented", "classes", "multilabel",
                               "semantic", "panoptic", "text", "spans", "values"}))
        ->capture_default_str();
}

void add_open_images(CLI::App& command, EvaluateArguments& arguments) {
    command
        .add_option("--image-labels", arguments.image_labels,
                    "Open Images: which classes were verified to be in an image or not, CSV with "
                    "ImageID, LabelName and Confidence. Without it every class counts in every "
                    "image")
        ->type_name("FILE");
    command
        .add_option("--class-descriptions", arguments.class_descriptions,
                    "Open Images: the classes and their names, CSV of LabelName and DisplayName. "
                    "Without it every class that another file names")
        ->type_name("FILE");
    command
        .add_option("--hierarchy", arguments.hierarchy,
                    "Open Images: which class stands above which, JSON of LabelName and "
                    "Subcategory. Objects then count for the classes above theirs, too")
        ->type_name("FILE");
}

void add_label_maps(CLI::App& command, EvaluateArguments& arguments) {
    command
        .add_option("--classes", arguments.classes,
                    "Semantic: names of the maps' values, CSV with columns id and name or COCO "
                    "JSON with categories. Without it every value is a class")
        ->type_name("FILE");
    command
        .add_option("--ignore-label", arguments.ignored_labels,
                    "Semantic: a value that is void. May be given several times. Without it 255, "
                    "and in maps of 16 bits 65535")
        ->check(CLI::Range(0U, 65'535U))
        ->type_name("VALUE")
        ->take_all();
    command
        .add_option("--truth-maps", arguments.truth_maps,
                    "Panoptic: the folder of the ground truth's PNGs. Without it the folder of "
                    "the JSON's name, else the JSON's own")
        ->type_name("FOLDER");
    command
        .add_option("--prediction-maps", arguments.prediction_maps,
                    "Panoptic: the same of the predictions")
        ->type_name("FOLDER");
}

const std::vector<std::string> all_rules = {"coco", "lvis",        "boundary",   "voc07",
                                            "voc",  "ultralytics", "openimages", "tide"};

void add_rules(CLI::App& command, EvaluateArguments& arguments) {
    command
        .add_option(
            "--rules", arguments.rules,
            "Whose rules: coco gives pycocotools' figures to the last bit, lvis those of "
            "lvis-api, boundary those of the Boundary IoU API (masks, panoptic). Of boxes also "
            "voc07 (Pascal VOC 2007, 11 points), voc (2010 and later, every point), ultralytics "
            "(mAP50, mAP50-95, P, R, F1), openimages (hierarchy, group-of, image labels) and tide: "
            "AP at IoU 0.50. Of panoptic coco gives panopticapi's")
        ->check(CLI::IsMember(all_rules))
        ->capture_default_str();
    command
        .add_option("--tag-scheme", arguments.tag_scheme,
                    "Spans: how tags write entities. lenient is seqeval's default, the others its "
                    "strict mode; auto takes IOBES and BILOU for what they are, else lenient")
        ->check(
            CLI::IsMember({"auto", "lenient", "iob1", "iob2", "ioe1", "ioe2", "iobes", "bilou"}))
        ->capture_default_str();
}

void add_errors(CLI::App& command, EvaluateArguments& arguments) {
    command.add_flag("--per-class", arguments.per_class, "Also print a table of the classes");
    command.add_flag(
        "--errors", arguments.errors,
        "Also say which kinds of errors cost how much AP (TIDE, equal to tidecv), which "
        "class is taken for which, and how boxes lie against the objects");
    command
        .add_option("--confidence", arguments.thresholds.confidence,
                    "Errors: predictions of at least this score are seen")
        ->capture_default_str();
    command
        .add_option("--iou", arguments.thresholds.iou, "Errors: a match overlaps at least so much")
        ->check(CLI::Range(0.01, 1.0))
        ->capture_default_str();
    command.add_flag(
        "--compare-rules", arguments.compare_rules,
        "Also measure the same boxes at IoU 0.50 by the rules of COCO, Pascal VOC, LVIS, "
        "Ultralytics, Open Images and TIDE, and say what each rule makes of the difference");
    command.add_flag("--calibration", arguments.calibration,
                     "Also say how far confidences are from the share that is right, and what "
                     "temperature, Platt's and isotonic maps, fitted on half of the samples (see "
                     "--seed), would make of the other half");
    command.add_flag(
        "--operating-points", arguments.operating_points,
        "Also say, per class, at which confidence F-beta is best, precision or recall is "
        "high enough, or the cost is lowest");
    command.add_option("--beta", arguments.wishes.beta, "Operating points: beta of F-beta")
        ->check(CLI::Range(0.01, 100.0))
        ->capture_default_str();
    command.add_option("--least-precision", arguments.wishes.least_precision, "Operating points")
        ->check(CLI::Range(0.0, 1.0))
        ->capture_default_str();
    command.add_option("--least-recall", arguments.wishes.least_recall, "Operating points")
        ->check(CLI::Range(0.0, 1.0))
        ->capture_default_str();
    command
        .add_option("--false-positive-price", arguments.wishes.false_positive_price,
                    "Operating points: what a false positive costs")
        ->check(CLI::NonNegativeNumber)
        ->capture_default_str();
    command
        .add_option("--miss-price", arguments.wishes.miss_price,
                    "Operating points: what a miss costs")
        ->check(CLI::NonNegativeNumber)
        ->capture_default_str();
}

void add_comparisons(CLI::App& command, EvaluateArguments& arguments) {
    command.add_flag("--intervals", arguments.intervals,
                     "Also give Wilson's 95 % interval of the figures that are shares of samples: "
                     "of classes, text and multilabel accuracy, precision and recall, of each "
                     "class and micro");
    command
        .add_option("--bootstrap", arguments.bootstrap,
                    "Also give the interval of every figure, from so many resamples of the images, "
                    "texts or samples (where --intervals gives Wilson's, that stays)")
        ->check(CLI::Range(0U, 1'000'000U))
        ->type_name("N");
    command.add_option("--seed", arguments.seed, "Of resamples and halves")->capture_default_str();
    command
        .add_option(
            "--compare", arguments.compare,
            "A second model's predictions over the same ground truth: differences of every "
            "figure, with --bootstrap their intervals and how likely the second is better; of "
            "classes and text McNemar's exact test")
        ->type_name("FILE");
}

void add_selection(CLI::App& command, EvaluateArguments& arguments) {
    command
        .add_option("--where", arguments.where,
                    "Measure only what this query selects (errata query --help is its language): "
                    "samples, as files with no others; ground-truth objects, the others ignored; "
                    "or predictions, the others left out")
        ->type_name("QUERY");
    command
        .add_option("--where-rows", arguments.where_rows,
                    "What --where selects. Without it the first of samples, truth and pred that "
                    "has the query's columns")
        ->check(CLI::IsMember({"samples", "truth", "pred"}));
    command
        .add_option("--group-by", arguments.group_by,
                    "Also give the figures of each value of this column (errata columns lists "
                    "them), or of what a query selects; with --bootstrap their intervals, each of "
                    "which resamples the group's own samples. May be given several times")
        ->type_name("COLUMN")
        ->take_all();
}

void add_output(CLI::App& command, EvaluateArguments& arguments) {
    command.add_flag("--json", arguments.json, "Print JSON instead of tables");
    command.add_flag("--timings", arguments.timings, "Also print how long each stage took");
    command
        .add_option("--threads", arguments.threads,
                    "How many threads; 0: one per core. The figures are the same for any number")
        ->check(CLI::Range(0U, 1024U))
        ->capture_default_str();
    command
        .add_option("--fail-under", arguments.fail_under,
                    "End with exit code 3 where a figure is below a number or undefined: AP=0.5. "
                    "Errors and losses must not be above it, bias not further from 0. May be given "
                    "several times. Figures: see below")
        ->type_name("FIGURE=NUMBER")
        ->take_all();
    command.add_flag("--annotation-id-zero-bug", arguments.annotation_id_zero_bug,
                     "Repeat a bug of the reference: an object whose annotation id is 0 never "
                     "counts as found");
}

void add_footer(CLI::App& command) {
    command.footer(
        "The JSON: {\"summary\": {\"AP\": {\"value\": 0.4213, \"count\": 36781}, ...}, "
        "\"classes\": [...], \"counts\": {...}, \"warnings\": [...]}.\nValues are fractions "
        "from 0 to 1 that read back to the very double; null where the\nreference leaves a "
        "figure undefined (-1). Counts are ground-truth objects, or samples.\n"
        "--errors adds \"errors\": {\"tide\": {\"AP\", \"main\": {\"Cls\", ...}, \"special\", "
        "\"counts\", ...}} (fractions,\nwhere tidecv prints percents), \"errors\".\"confusion\" "
        "(the cells "
        "that are not 0) and\n\"localization\", --calibration "
        "\"calibration\", "
        "--operating-points \"operating_points\",\n--compare-rules \"rule_comparison\", "
        "--intervals and --bootstrap an "
        "\"interval\" per figure, --where \"selection\", --group-by \"groups\", --compare "
        "\"comparison\" and \"mcnemar\".\n\n"
        "Figures of --fail-under (* is better when lower, bias when nearer to 0):\n" +
        all_figures());
}

}  // namespace

void add_arguments(CLI::App& command, EvaluateArguments& arguments) {
    add_files(command, arguments);
    add_open_images(command, arguments);
    add_label_maps(command, arguments);
    add_rules(command, arguments);
    add_errors(command, arguments);
    add_comparisons(command, arguments);
    add_selection(command, arguments);
    add_output(command, arguments);
    add_footer(command);
}

std::string rules_of(Task task, const EvaluateArguments& arguments) {
    if (arguments.rules == "voc07") return "voc2007";
    if (is_detection(task) || task == Task::panoptic) return arguments.rules;
    if (task == Task::spans) return "seqeval";
    return task == Task::semantic ? "fcn" : "sklearn";
}

namespace {

bool fits(Task task, std::string_view rules) {
    if (rules == "coco") return is_detection(task) || task == Task::panoptic;
    if (rules == "lvis") return task == Task::boxes || task == Task::masks;
    if (rules == "boundary") return task == Task::masks || task == Task::panoptic;
    return task == Task::boxes;
}

// Rules that the task, or what else is asked for, does not know.
std::optional<std::string> conflict_of_rules(Task task, const EvaluateArguments& arguments) {
    const std::string& rules = arguments.rules;
    const bool is_given = rules != "coco";
    if (is_given && !fits(task, rules)) {
        std::string fitting;
        for (const std::string& one : all_rules) {
            if (fits(task, one)) fitting += (fitting.empty() ? "" : ", ") + one;
        }
        return std::format(
            "--rules {} is not for --task {}: {}", rules, id_of(task),
            fitting.empty() ? "it knows no other rules than its own" : "there are " + fitting);
    }
    const bool is_box_rules = is_detection(task) && has_rule_figures(rules_of(task, arguments));
    if (is_box_rules && arguments.thresholds.iou != 0.5) {
        return std::format("--rules {} matches at IoU 0.50 alone: leave out --iou", rules);
    }
    const bool has_tables = !arguments.image_labels.empty() ||
                            !arguments.class_descriptions.empty() || !arguments.hierarchy.empty();
    if (has_tables && !is_box_rules) {
        return "--image-labels, --class-descriptions and --hierarchy are for --rules openimages, "
               "and for voc07, voc, ultralytics and tide over Open Images' files";
    }
    return {};
}

// Analyses that the task does not have.
std::optional<std::string> conflict_of_analyses(Task task, const EvaluateArguments& arguments) {
    if (arguments.intervals && task != Task::classes && task != Task::text &&
        task != Task::multilabel) {
        return "--intervals is for classes, text and multilabel; --bootstrap for every task";
    }
    if (arguments.errors && (task == Task::multilabel || task == Task::values)) {
        return "--errors is for detection, segmentation, spans and one class per sample";
    }
    if (arguments.compare_rules && task != Task::boxes) return "--compare-rules is for boxes";
    if (is_of_label_maps(task) && (arguments.calibration || arguments.operating_points)) {
        return "--calibration and --operating-points are for predictions with confidences";
    }
    return {};
}

}  // namespace

std::optional<std::string> conflict_in(Task task, const EvaluateArguments& arguments) {
    if (auto conflict = conflict_of_rules(task, arguments)) return conflict;
    if (auto conflict = conflict_of_analyses(task, arguments)) return conflict;
    if (task != Task::semantic &&
        (!arguments.classes.empty() || !arguments.ignored_labels.empty())) {
        return "--classes and --ignore-label are for --task semantic";
    }
    if (task != Task::panoptic &&
        (!arguments.truth_maps.empty() || !arguments.prediction_maps.empty())) {
        return "--truth-maps and --prediction-maps are for --task panoptic";
    }
    if (arguments.selects() && is_detection(task) && has_rule_figures(rules_of(task, arguments))) {
        return "--where and --group-by are for --rules coco, lvis and boundary";
    }
    if (arguments.selects() && arguments.annotation_id_zero_bug) {
        return "--where and --group-by do not repeat --annotation-id-zero-bug";
    }
    if (arguments.truth == "-" && arguments.predictions == "-") {
        return "only one file can be standard input";
    }
    return {};
}

}  // namespace errata::cli
