// errata evaluate: one model's predictions against ground truth.
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cmath>
#include <csignal>
#include <cstdio>
#include <format>
#include <string>
#include <thread>
#include <vector>

#include "cli/command.h"
#include "cli/file_source.h"
#include "cli/label_maps.h"
#include "cli/report.h"
#include "cli/report_json.h"
#include "engine/analyses.h"
#include "engine/classification_job.h"
#include "engine/job_thread.h"
#include "engine/jobs.h"
#include "engine/spans_job.h"
#include "engine/task_figures.h"

namespace errata::cli {

namespace {

struct Options {
    std::string truth;
    std::string predictions;
    std::string truth_maps;
    std::string prediction_maps;
    std::string classes;
    std::vector<std::uint32_t> ignored_labels;
    std::string task = "boxes";
    std::string rules = "coco";
    std::string tag_scheme = "auto";
    bool errors = false;
    Thresholds thresholds;
    bool compare_rules = false;
    bool calibration = false;
    bool operating_points = false;
    OperatingPointWishes wishes;
    std::uint32_t bootstrap = 0;
    std::uint64_t seed = 1;
    std::string compare;
    bool per_class = false;
    bool json = false;
    bool timings = false;
    bool annotation_id_zero_bug = false;
    unsigned threads = 0;
    std::vector<std::string> fail_under;
};

struct Threshold {
    std::size_t figure = 0;
    double least = 0;
};

// "AP50=0.4" as a figure and a number; an empty answer is a usage error.
std::optional<Threshold> threshold_from(const std::string& text,
                                        const std::vector<FigureInfo>& figures) {
    const std::size_t equals = text.find('=');
    if (equals == std::string::npos) return {};
    const auto figure =
        std::ranges::find(figures, std::string_view(text).substr(0, equals), &FigureInfo::key);
    if (figure == figures.end()) return {};
    try {
        std::size_t used = 0;
        const std::string number = text.substr(equals + 1);
        const double least = std::stod(number, &used);
        const bool is_share =
            figure->kind == FigureKind::fraction || figure->kind == FigureKind::error;
        if (used != number.size() || !std::isfinite(least)) return {};
        if (is_share && !(least >= 0 && least <= 1)) return {};
        return Threshold{.figure = static_cast<std::size_t>(figure - figures.begin()),
                         .least = least};
    } catch (const std::exception&) {
        return {};
    }
}

int usage_error(const std::string& message) {
    std::fputs(std::format("errata evaluate: {}. See errata evaluate --help.\n", message).c_str(),
               stderr);
    return exit_usage;
}

std::atomic<bool> interrupted = false;

// Waits for a job; on a terminal shows how far it is once it has taken a second. Ctrl+C cancels it.
void watch(JobThread& job) {
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
}

int fail(const Error& error) {
    std::fputs((to_string(error) + "\n").c_str(), stderr);
    return exit_bad_input;
}

// Which thresholds are missed, each said on standard error.
int check_thresholds(const std::vector<Threshold>& thresholds, const FigureTable& summary) {
    int code = exit_ok;
    for (const Threshold& threshold : thresholds) {
        const std::optional<double> value = summary.overall[threshold.figure].value;
        if (value && *value >= threshold.least) continue;
        const std::string_view key = summary.figures[threshold.figure].key;
        const std::string is = value ? std::format("{}", *value) : std::string("undefined");
        std::fputs(std::format("{} is {}, below {}\n", key, is, threshold.least).c_str(), stderr);
        code = exit_threshold_missed;
    }
    return code;
}

// What one run reads, kept open while its job runs: two files, or label maps.
struct Inputs {
    std::shared_ptr<const ByteSource> truth;
    std::shared_ptr<const ByteSource> predictions;
    std::optional<LabelMapInputs> maps;
};

// `truth` is open already where a second run is compared with a first.
Result<Inputs> open_inputs(Task task, const Options& options, const std::string& predictions,
                           std::shared_ptr<const ByteSource> truth = {}) {
    Inputs inputs;
    if (is_of_label_maps(task)) {
        auto maps = LabelMapInputs::open(
            task,
            {.truth = options.truth,
             .predictions = predictions,
             .truth_maps = options.truth_maps,
             // Those of the first run are not those of a second.
             .prediction_maps = predictions == options.predictions ? options.prediction_maps : "",
             .classes = options.classes,
             .ignored = options.ignored_labels});
        if (!maps) return std::unexpected(maps.error());
        inputs.maps = *std::move(maps);
        return inputs;
    }
    inputs.truth = std::move(truth);
    if (!inputs.truth) {
        auto opened = open_source(options.truth);
        if (!opened) return std::unexpected(opened.error());
        inputs.truth = *std::move(opened);
    }
    auto opened = open_source(predictions);
    if (!opened) return std::unexpected(opened.error());
    inputs.predictions = *std::move(opened);
    return inputs;
}

struct JobOptions {
    EvaluateOptions detection;
    SpanJobOptions spans;
};

Job job_of(const Inputs& inputs, const JobOptions& options, Evaluation& result) {
    const EvaluateOptions& detection = options.detection;
    const Task task = detection.task;
    if (inputs.maps) {
        return inputs.maps->job(task, detection.rules.value_or("coco"), detection.threads, result);
    }
    if (is_of_tables(task)) {
        return evaluate_tables(*inputs.truth, *inputs.predictions, task, result);
    }
    if (task == Task::spans) {
        return evaluate_spans(*inputs.truth, *inputs.predictions, options.spans, result);
    }
    return evaluate_files(*inputs.truth, *inputs.predictions, detection, result);
}

// The rule set that the options name; of tasks that know only one, that one.
std::string rules_of(Task task, const Options& options) {
    if (is_detection(task) || task == Task::panoptic) return options.rules;
    if (task == Task::spans) return "seqeval";
    return task == Task::semantic ? "fcn" : "sklearn";
}

// What does not go together; nothing where all does.
std::optional<std::string> conflict_in(Task task, const Options& options) {
    const std::string& rules = options.rules;
    if (!is_detection(task) && task != Task::panoptic && rules != "coco") {
        return "--rules is for boxes, masks, keypoints, oriented boxes and panoptic";
    }
    if (task == Task::panoptic && rules == "lvis") return "--rules lvis is for boxes and masks";
    if (!is_detection(task) && options.bootstrap > 0) {
        return "--bootstrap is for boxes, masks, keypoints and oriented boxes";
    }
    if (options.errors &&
        (task == Task::multilabel || task == Task::values || is_of_label_maps(task))) {
        return "--errors is for detection, spans and one class per sample";
    }
    if (options.compare_rules && task != Task::boxes) return "--compare-rules is for boxes";
    if (is_detection(task) && rules != "coco" && task != Task::boxes && task != Task::masks) {
        return std::format("--rules {} is for boxes and masks", rules);
    }
    if (rules == "boundary" && task != Task::masks && task != Task::panoptic) {
        return "--rules boundary is for --task masks and panoptic";
    }
    if (is_of_label_maps(task) && (options.calibration || options.operating_points)) {
        return "--calibration and --operating-points are for predictions with confidences";
    }
    if (task != Task::semantic && (!options.classes.empty() || !options.ignored_labels.empty())) {
        return "--classes and --ignore-label are for --task semantic";
    }
    if (task != Task::panoptic &&
        (!options.truth_maps.empty() || !options.prediction_maps.empty())) {
        return "--truth-maps and --prediction-maps are for --task panoptic";
    }
    if (options.truth == "-" && options.predictions == "-") {
        return "only one file can be standard input";
    }
    return {};
}

int evaluate(const Options& options) {
    const Task task = task_of_id(options.task).value_or(Task::boxes);
    const std::string rules = rules_of(task, options);
    if (const auto conflict = conflict_in(task, options)) return usage_error(*conflict);
    std::vector<Threshold> thresholds;
    for (const std::string& text : options.fail_under) {
        const auto threshold = threshold_from(text, figures_of(task, rules).figures);
        if (!threshold) {
            return usage_error(
                std::format("--fail-under {} is not FIGURE=FRACTION, as in AP50=0.4", text));
        }
        thresholds.push_back(*threshold);
    }
    const auto inputs = open_inputs(task, options, options.predictions);
    if (!inputs) return fail(inputs.error());

    JobOptions job_options = {.detection = {.task = task, .rules = rules}, .spans = {}};
    job_options.spans.scheme = tag_scheme_of_id(options.tag_scheme);
    job_options.spans.one_file = options.truth == options.predictions;
    EvaluateOptions& evaluate_options = job_options.detection;
    evaluate_options.annotation_id_zero_bug = options.annotation_id_zero_bug;
    evaluate_options.threads =
        options.threads > 0 ? options.threads : std::max(1U, std::thread::hardware_concurrency());
    evaluate_options.keep_assignments =
        options.errors || options.calibration || options.operating_points;
    Evaluation evaluation;
    JobThread job(job_of(*inputs, job_options, evaluation));
    watch(job);
    if (interrupted) return exit_interrupted;
    print_warnings(evaluation.warnings);
    if (job.error()) return fail(*job.error());

    AnalysisRequest request = {.errors = options.errors,
                               .rules = options.compare_rules,
                               .calibration = options.calibration};
    if (options.errors) request.confusion = options.thresholds;
    request.calibration_seed = options.seed;
    if (options.operating_points) request.operating_points = options.wishes;
    if (options.bootstrap > 0) {
        request.bootstrap = BootstrapOptions{.resamples = options.bootstrap,
                                             .seed = options.seed,
                                             .threads = evaluate_options.threads};
    }
    Evaluation other;
    if (!options.compare.empty()) {
        const auto second = open_inputs(task, options, options.compare, inputs->truth);
        if (!second) return fail(second.error());
        JobThread second_job(job_of(*second, job_options, other));
        watch(second_job);
        if (interrupted) return exit_interrupted;
        print_warnings(other.warnings);
        if (second_job.error()) return fail(*second_job.error());
        request.other = &other;
    }
    Analyses analyses;
    JobThread analysis(analyse(evaluation, request, analyses));
    watch(analysis);
    if (interrupted) return exit_interrupted;
    if (analysis.error()) return fail(*analysis.error());
    if (analyses.intervals) evaluation.summary = *analyses.intervals;

    std::vector<StageTime> stages = job.stages();
    stages.insert(stages.end(), analysis.stages().begin(), analysis.stages().end());
    const std::vector<StageTime>* const timings = options.timings ? &stages : nullptr;
    const std::string report = options.json ? json_report(evaluation, analyses, timings)
                                            : table_report(evaluation, options.per_class, timings) +
                                                  analyses_report(evaluation, analyses);
    if (std::fwrite(report.data(), 1, report.size(), stdout) != report.size() ||
        std::fflush(stdout) != 0) {
        std::fputs("standard output: cannot write the report [io]. Check the disk or the pipe.\n",
                   stderr);
        return exit_bad_input;
    }
    return check_thresholds(thresholds, evaluation.summary);
}

}  // namespace

void add_evaluate(CLI::App& app, std::function<int()>& chosen) {
    auto options = std::make_shared<Options>();
    CLI::App* const command =
        app.add_subcommand("evaluate", "Measure a model's predictions against ground truth");
    command
        ->add_option("--truth", options->truth,
                     "Ground truth: COCO or LVIS JSON; of classes, texts and values CSV or JSON "
                     "Lines; of spans CoNLL or JSON Lines; of semantic a folder of PNGs, of "
                     "panoptic its JSON. Also packed with gzip; - reads standard input")
        ->required()
        ->type_name("FILE");
    command
        ->add_option(
            "--predictions", options->predictions,
            "Predictions: COCO results; of classes, texts and values CSV or JSON Lines; of "
            "spans CoNLL or JSON Lines (the same file as for --truth: its last column); of "
            "semantic a folder of PNGs with the names of the ground truth's, of panoptic its JSON. "
            "Also packed with gzip; - reads standard input")
        ->required()
        ->type_name("FILE");
    command->add_option("--task", options->task, "What is predicted")
        ->check(CLI::IsMember({"boxes", "masks", "keypoints", "oriented", "classes", "multilabel",
                               "semantic", "panoptic", "text", "spans", "values"}))
        ->capture_default_str();
    command
        ->add_option("--classes", options->classes,
                     "Semantic: names of the maps' values, CSV with columns id and name or COCO "
                     "JSON with categories. Without it every value is a class")
        ->type_name("FILE");
    command
        ->add_option("--ignore-label", options->ignored_labels,
                     "Semantic: a value that is void. May be given several times. Without it 255, "
                     "and in maps of 16 bits 65535")
        ->check(CLI::Range(0U, 65'535U))
        ->type_name("VALUE")
        ->take_all();
    command
        ->add_option("--truth-maps", options->truth_maps,
                     "Panoptic: the folder of the ground truth's PNGs. Without it the folder of "
                     "the JSON's name, else the JSON's own")
        ->type_name("FOLDER");
    command
        ->add_option("--prediction-maps", options->prediction_maps,
                     "Panoptic: the same of the predictions")
        ->type_name("FOLDER");
    command
        ->add_option(
            "--rules", options->rules,
            "Whose rules: coco gives pycocotools' figures to the last bit, lvis those of "
            "lvis-api, boundary those of the Boundary IoU API (masks, panoptic). Of panoptic "
            "coco gives panopticapi's")
        ->check(CLI::IsMember({"coco", "lvis", "boundary"}))
        ->capture_default_str();
    command
        ->add_option("--tag-scheme", options->tag_scheme,
                     "Spans: how tags write entities. lenient is seqeval's default, the others its "
                     "strict mode; auto takes IOBES and BILOU for what they are, else lenient")
        ->check(
            CLI::IsMember({"auto", "lenient", "iob1", "iob2", "ioe1", "ioe2", "iobes", "bilou"}))
        ->capture_default_str();
    command->add_flag("--per-class", options->per_class, "Also print a table of the classes");
    command->add_flag(
        "--errors", options->errors,
        "Also say which kinds of errors cost how much AP (TIDE, equal to tidecv), which "
        "class is taken for which, and how boxes lie against the objects");
    command
        ->add_option("--confidence", options->thresholds.confidence,
                     "Errors: predictions of at least this score are seen")
        ->capture_default_str();
    command
        ->add_option("--iou", options->thresholds.iou, "Errors: a match overlaps at least so much")
        ->check(CLI::Range(0.01, 1.0))
        ->capture_default_str();
    command->add_flag(
        "--compare-rules", options->compare_rules,
        "Also measure the same boxes at IoU 0.50 by the rules of COCO, Pascal VOC, LVIS, "
        "Ultralytics, Open Images and TIDE, and say what each rule makes of the difference");
    command->add_flag("--calibration", options->calibration,
                      "Also say how far confidences are from the share that is right, and what "
                      "temperature, Platt's and isotonic maps, fitted on half of the samples (see "
                      "--seed), would make of the other half");
    command->add_flag(
        "--operating-points", options->operating_points,
        "Also say, per class, at which confidence F-beta is best, precision or recall is "
        "high enough, or the cost is lowest");
    command->add_option("--beta", options->wishes.beta, "Operating points: beta of F-beta")
        ->check(CLI::Range(0.01, 100.0))
        ->capture_default_str();
    command->add_option("--least-precision", options->wishes.least_precision, "Operating points")
        ->check(CLI::Range(0.0, 1.0))
        ->capture_default_str();
    command->add_option("--least-recall", options->wishes.least_recall, "Operating points")
        ->check(CLI::Range(0.0, 1.0))
        ->capture_default_str();
    command
        ->add_option("--false-positive-price", options->wishes.false_positive_price,
                     "Operating points: what a false positive costs")
        ->check(CLI::NonNegativeNumber)
        ->capture_default_str();
    command
        ->add_option("--miss-price", options->wishes.miss_price,
                     "Operating points: what a miss costs")
        ->check(CLI::NonNegativeNumber)
        ->capture_default_str();
    command
        ->add_option("--bootstrap", options->bootstrap,
                     "Also give the interval of every figure, from so many resamples of the images")
        ->check(CLI::Range(0U, 1'000'000U))
        ->type_name("N");
    command->add_option("--seed", options->seed, "Of resamples and halves")->capture_default_str();
    command
        ->add_option(
            "--compare", options->compare,
            "A second model's predictions over the same ground truth: differences of every "
            "figure, with --bootstrap their intervals and how likely the second is better; of "
            "classes and text McNemar's exact test")
        ->type_name("FILE");
    command->add_flag("--json", options->json, "Print JSON instead of tables");
    command->add_flag("--timings", options->timings, "Also print how long each stage took");
    command
        ->add_option("--threads", options->threads,
                     "How many threads; 0: one per core. The figures are the same for any number")
        ->check(CLI::Range(0U, 1024U))
        ->capture_default_str();
    command
        ->add_option("--fail-under", options->fail_under,
                     "End with exit code 3 where a figure is below a fraction or undefined: "
                     "AP=0.5. May be given several times. Figures: AP, AP50, AP75, APs, APm, APl, "
                     "AR1, AR10, AR100, ARs, ARm, ARl")
        ->type_name("FIGURE=FRACTION")
        ->take_all();
    command->add_flag("--annotation-id-zero-bug", options->annotation_id_zero_bug,
                      "Repeat a bug of the reference: an object whose annotation id is 0 never "
                      "counts as found");
    command->footer(
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
        "--bootstrap an "
        "\"interval\" per figure, --compare \"comparison\" and \"mcnemar\".");
    command->callback([options, &chosen] { chosen = [options] { return evaluate(*options); }; });
}

}  // namespace errata::cli
