// The command line from outside: what it prints, where, and how it ends.
//   node tests/cli/run.mjs PATH_OF_ERRATA
// Prints a line per test and "N passed, N failed".
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { greyPng, idPng } from './png.mjs';
import { queryTests } from './query.mjs';
import { samplingTests } from './sampling.mjs';

const errata = process.argv[2];
const folder = mkdtempSync(join(tmpdir(), 'errata-cli-'));
const file = (name, content) => {
  const path = join(folder, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, typeof content === 'object' && !Buffer.isBuffer(content) ? JSON.stringify(content) : content);
  return path;
};
const run = (args, input) => {
  const ended = spawnSync(errata, args, { input, encoding: 'utf8', cwd: folder, maxBuffer: 1 << 28 });
  return { code: ended.status, out: ended.stdout, err: ended.stderr };
};
const evaluate = (truth, predictions, ...more) =>
  run(['evaluate', '--truth', truth, '--predictions', predictions, ...more]);

const truth = {
  images: [{ id: 1, file_name: 'a.jpg', width: 100, height: 100 }, { id: 2, file_name: 'b.jpg' }],
  categories: [{ id: 1, name: 'cat' }, { id: 7, name: 'dög' }],
  annotations: [
    { id: 1, image_id: 1, category_id: 1, bbox: [10, 10, 40, 40], area: 1600, iscrowd: 0 },
    { id: 2, image_id: 2, category_id: 7, bbox: [0, 0, 10, 10], area: 100, iscrowd: 0 },
  ],
};
const predictions = [
  { image_id: 1, category_id: 1, bbox: [10, 10, 40, 40], score: 0.9 },
  { image_id: 2, category_id: 7, bbox: [50, 50, 10, 10], score: 0.8 },
];
const gt = file('gt.json', truth);
const dt = file('dt.json', predictions);
const gtAsPredictions = file('perfect.json', truth.annotations.map((one) => ({ ...one, score: 1 })));

const tests = {
  'the table is the one that pycocotools prints'() {
    const { code, out, err } = evaluate(gt, dt);
    assert.equal(code, 0);
    assert.equal(err, '');
    const lines = out.split('\n');
    assert.equal(lines[0], ' Average Precision  (AP) @[ IoU=0.50:0.95 | area=   all | maxDets=100 ] = 0.500');
    assert.equal(lines[3], ' Average Precision  (AP) @[ IoU=0.50:0.95 | area= small | maxDets=100 ] = 0.000');
    assert.equal(lines[5], ' Average Precision  (AP) @[ IoU=0.50:0.95 | area= large | maxDets=100 ] = -1.000');
    assert.equal(lines[6], ' Average Recall     (AR) @[ IoU=0.50:0.95 | area=   all | maxDets=  1 ] = 0.500');
    assert.equal(lines[13], ' 2 images, 2 classes, 2 ground-truth objects, 2 predictions');
  },
  'classes are listed when asked for'() {
    const { out } = evaluate(gt, dt, '--per-class');
    assert.match(out, /^ cat +1 +1 +1\.000 +1\.000/m);
    assert.match(out, /^ dög +1 +1 +0\.000/m);
  },
  'JSON has the promised shape, and the same bytes every time'() {
    const first = evaluate(gt, dt, '--json');
    assert.equal(first.code, 0);
    const report = JSON.parse(first.out);
    assert.deepEqual(Object.keys(report), ['task', 'rules', 'summary', 'classes', 'counts', 'warnings']);
    assert.deepEqual([report.task, report.rules], ['boxes', 'coco']);
    assert.deepEqual(Object.keys(report.summary),
      ['AP', 'AP50', 'AP75', 'APs', 'APm', 'APl', 'AR1', 'AR10', 'AR100', 'ARs', 'ARm', 'ARl']);
    // pycocotools' mean of 1,010 ones (less a rounding: eps in the denominator) and 1,010 zeros
    assert.deepEqual(report.summary.AP, { value: 0.4999999999999999, count: 2 });
    assert.deepEqual(report.summary.APl, { value: null, count: 0 });
    assert.deepEqual(report.counts, { images: 2, classes: 2, truth: 2, predictions: 2 });
    assert.equal(report.classes[1].name, 'dög');
    assert.equal(report.classes[1].id, 7);
    assert.deepEqual(report.warnings, []);
    for (const threads of ['1', '2', '5']) assert.equal(evaluate(gt, dt, '--json', '--threads', threads).out, first.out);
    assert.ok(JSON.parse(evaluate(gt, dt, '--json', '--timings').out).timings.length >= 3);
  },
  'spans are read from CoNLL and JSON Lines'() {
    const both = file('both.conll', 'EU B-ORG B-ORG\nrejects O O\nGerman B-MISC B-PER\n\nPeter B-PER B-PER\nBlackburn I-PER O\n');
    const { code, out, err } = evaluate(both, both, '--task', 'spans', '--errors', '--json');
    assert.equal(err, '');
    assert.equal(code, 0);
    const report = JSON.parse(out);
    assert.deepEqual([report.task, report.rules], ['spans', 'seqeval']);
    assert.equal(report.summary.f1_micro.value, 1 / 3);
    assert.equal(report.summary.f1_partial.value, 2.5 / 3);
    assert.equal(report.summary.token_accuracy.value, 3 / 5);
    assert.deepEqual(report.errors.spans, { boundary: 1, type: 1, both: 0, spurious: 0, missed: 0 });
    const truth = file('t.jsonl', '{"id": 1, "text": "Zoë in Köln", "entities": [[0, 3, "PER"], [7, 11, "LOC"]]}\n');
    const found = file('p.jsonl', '{"id": 1, "text": "Zoë in Köln", "entities": [{"start": 7, "end": 11, "label": "LOC"}]}\n');
    assert.equal(JSON.parse(evaluate(truth, found, '--task', 'spans', '--json').out).summary.recall_micro.value, 0.5);
    const broken = file('broken.conll', 'EU B-ORG\nrejects VBZ\n');
    const failed = evaluate(broken, both, '--task', 'spans');
    assert.equal(failed.code, 1);
    assert.match(failed.err, /broken\.conll:2: "VBZ" is no tag like B-PER or O/);
  },
  'errors say which class is taken for which, and how boxes lie'() {
    const shifted = file('shifted.json', [
      { image_id: 1, category_id: 7, bbox: [10, 10, 40, 40], score: 0.9 },
      { image_id: 2, category_id: 7, bbox: [1, 0, 10, 10], score: 0.8 },
    ]);
    const { code, out } = evaluate(gt, shifted, '--errors', '--confidence', '0.3', '--iou', '0.42', '--json');
    assert.equal(code, 0);
    const { confusion, localization } = JSON.parse(out).errors;
    assert.deepEqual(confusion, { confidence: 0.3, iou: 0.42, cells: [
      { truth: 'cat', predicted: 'dög', count: 1 }, { truth: 'dög', predicted: 'dög', count: 1 }] });
    assert.equal(localization.right_class.overall.dx.count, 1);
    assert.equal(localization.right_class.overall.dx.median, 0.1);
    assert.equal(localization.any_class.classes.cat.iou.mean, 1);
    const hidden = JSON.parse(evaluate(gt, shifted, '--errors', '--confidence', '0.85', '--json').out).errors.confusion;
    assert.deepEqual(hidden.cells, [
      { truth: 'cat', predicted: 'dög', count: 1 }, { truth: 'dög', predicted: 'background', count: 1 }]);
    assert.match(evaluate(gt, shifted, '--errors').out, /Most confused, at confidence 0\.50 and IoU 0\.50\n.*\n cat +dög +1\n/);
  },
  'errors, calibration, operating points, other rules and intervals come when asked for'() {
    const { code, out } = evaluate(gt, dt, '--errors', '--calibration', '--operating-points', '--compare-rules',
      '--bootstrap', '50', '--compare', gtAsPredictions, '--json');
    assert.equal(code, 0);
    const report = JSON.parse(out);
    // Found: one of two classes; the other prediction lies on the background, its object is missed.
    assert.deepEqual(Object.keys(report.errors.tide.main), ['Cls', 'Loc', 'Both', 'Dupe', 'Bkg', 'Miss']);
    assert.equal(report.errors.tide.AP, 0.5);
    // Without its object the second class still has a prediction, and counts as 0.
    assert.equal(report.errors.tide.main.Miss, 0);
    assert.deepEqual(report.errors.tide.counts, { Cls: 0, Loc: 0, Both: 0, Dupe: 0, Bkg: 1, Miss: 1 });
    assert.deepEqual(Object.keys(report.errors.tide.special), ['FalsePos', 'FalseNeg']);
    // Of two predictions the one with 0.9 is right, the one with 0.8 is not: gaps 0.1 and 0.8.
    assert.ok(Math.abs(report.calibration.ece.value - 0.45) < 1e-12);
    assert.equal(report.operating_points.best_f.confidence, 0.9);
    assert.equal(report.operating_points.classes['dög'].best_f, null);
    assert.ok('ultralytics' in report.rule_comparison.AP);
    const { interval } = report.summary.AP;
    assert.ok(interval.low <= report.summary.AP.value && interval.high >= report.summary.AP.value);
    assert.equal(interval.resamples, 50);
    // In half of the resamples one image comes twice, and its class alone.
    assert.ok(interval.resamples_without > 5 && interval.resamples_without < 45);
    assert.ok(report.comparison.AP.value > 0.49 && report.comparison.AP.probability_better > 0.5);
  },
  'boxes are measured by the rules of other benchmarks, too'() {
    // One of two classes is found.
    const by = (rules, ...more) => evaluate(gt, dt, '--rules', rules, '--json', ...more);
    const summary = (rules) => JSON.parse(by(rules).out).summary;
    assert.deepEqual(summary('voc'), { AP50: { value: 0.5, count: 2 } });
    assert.deepEqual(summary('voc07'), { AP50: { value: 0.5, count: 2 } });
    assert.equal(JSON.parse(by('voc07').out).rules, 'voc2007');
    for (const rules of ['voc', 'ultralytics', 'tide']) {
      const { summary: resampled } = JSON.parse(by(rules, '--bootstrap', '20').out);
      for (const figure of Object.values(resampled)) assert.equal(figure.interval.resamples, 20);
    }
    assert.deepEqual(Object.keys(summary('ultralytics')), ['mAP50', 'mAP50-95', 'P', 'R', 'F1']);
    assert.ok(Math.abs(summary('ultralytics').mAP50.value - 0.4975) < 1e-12);
    assert.deepEqual(summary('tide'), { AP50: { value: 0.5, count: 2 } });
    assert.deepEqual(summary('openimages'), { AP50: { value: 0.5, count: 2 } });
    // Each is the number that --compare-rules has beside the others.
    const compared = JSON.parse(evaluate(gt, dt, '--compare-rules', '--json').out).rule_comparison.AP;
    for (const [rules, key] of [['voc', 'AP50'], ['ultralytics', 'mAP50'], ['tide', 'AP50'], ['openimages', 'AP50']]) {
      assert.equal(summary(rules)[key].value, compared[rules].value, rules);
    }
    assert.match(evaluate(gt, dt, '--rules', 'ultralytics', '--per-class').out, /^ mAP50-95 +\(mAP50-95\) +0\.4975$/m);
    const found = JSON.parse(by('voc', '--errors', '--operating-points').out);
    assert.equal(found.operating_points.best_f.confidence, 0.9);
    assert.deepEqual(found.errors.confusion.cells[0], { truth: 'cat', predicted: 'cat', count: 1 });
    assert.equal(by('voc', '--fail-under', 'AP50=0.6').code, 3);
    const unknown = by('pascal');
    assert.equal(unknown.code, 2);
    for (const one of ['coco', 'lvis', 'boundary', 'voc07', 'voc', 'ultralytics', 'openimages', 'tide']) {
      assert.match(unknown.err, new RegExp(`\\b${one}\\b`));
    }
    assert.match(evaluate(gt, dt, '--rules', 'voc', '--task', 'masks').err,
      /--rules voc is not for --task masks: there are coco, lvis, boundary/);
    assert.equal(by('voc', '--iou', '0.6', '--errors').code, 2);
  },
  'Open Images: CSV files, groups, image labels and the hierarchy of classes'() {
    const boxes = file('oi-boxes.csv', 'ImageID,LabelName,Confidence,XMin,XMax,YMin,YMax,IsGroupOf\n' +
      'a,/m/cat,1,0.25,0.75,0.25,0.75,0\nb,/m/dog,1,0,1,0,1,1\n');
    const found = file('oi-found.csv', 'ImageID,LabelName,Score,XMin,XMax,YMin,YMax\n' +
      'a,/m/cat,0.9,0.25,0.75,0.25,0.75\na,/m/animal,0.8,0.25,0.75,0.25,0.75\n' +
      'b,/m/dog,0.7,0,0.5,0,0.5\nb,/m/dog,0.6,0.5,1,0.5,1\nb,/m/cat,0.95,0,1,0,1\n');
    const names = file('oi-names.csv', '/m/animal,Animal\n/m/cat,Cat\n/m/dog,Dog\n');
    const tree = file('oi-tree.json', { LabelName: '/m/0bl9f', Subcategory: [
      { LabelName: '/m/animal', Subcategory: [{ LabelName: '/m/cat' }, { LabelName: '/m/dog' }] }] });
    const by = (...more) => evaluate(boxes, found, '--rules', 'openimages', '--class-descriptions', names, '--json', ...more);
    const figures = (...more) => {
      const { code, out, err } = by(...more);
      assert.deepEqual([code, err], [0, '']);
      const report = JSON.parse(out);
      return [report.summary.AP50, ...report.classes.map((one) => one.AP50.value)];
    };
    // Dogs are one group to find, by the better of two; the better cat is wrong.
    assert.deepEqual(figures(), [{ value: 0.75, count: 2 }, null, 0.5, 1]);
    // Animals are the cat, which is found, and the group, which is not.
    assert.deepEqual(figures('--hierarchy', tree), [{ value: 2 / 3, count: 4 }, 0.5, 0.5, 1]);
    // Nobody looked for cats in b.
    const labels = file('oi-labels.csv', 'ImageID,LabelName,Confidence\na,/m/cat,1\nb,/m/dog,1\n');
    assert.deepEqual(figures('--image-labels', labels), [{ value: 1, count: 2 }, null, 1, 1]);
    // The same files by other rules; a table that belongs to no box file.
    assert.equal(JSON.parse(evaluate(boxes, found, '--rules', 'voc', '--json').out).summary.AP50.value, 0.5);
    const lone = evaluate(gt, dt, '--rules', 'openimages', '--hierarchy', tree);
    assert.equal(lone.code, 1);
    assert.match(lone.err, /oi-tree\.json: belongs to Open Images' box file, which .*gt\.json is not \[mismatch\]/);
    assert.equal(evaluate(gt, dt, '--hierarchy', tree).code, 2);
  },
  'intervals come when asked for, in every task'() {
    const labels = (name, header, rows) => file(name, header + '\n' + rows.map((row, i) => `s${i},${row}\n`).join(''));
    const right = labels('ten.csv', 'id,label', [...'aaaaabbbbb']);
    const guesses = labels('ten-guesses.csv', 'id,prediction', [...'aaaabbbbba']);
    const classes = (...more) => JSON.parse(evaluate(right, guesses, '--task', 'classes', '--json', ...more).out);
    assert.ok(!JSON.stringify(classes()).includes('interval'));
    // 8 of 10, and 4 of 5: Wilson's interval as statsmodels has it.
    const near = (interval, low, high) => {
      assert.ok(Math.abs(interval.low - low) < 1e-6 && Math.abs(interval.high - high) < 1e-6, JSON.stringify(interval));
      assert.deepEqual([interval.level, interval.method], [0.95, 'wilson']);
    };
    const wilson = classes('--intervals');
    near(wilson.summary.accuracy.interval, 0.4901625, 0.9433178);
    near(wilson.summary.recall_micro.interval, 0.4901625, 0.9433178);
    near(wilson.classes[0].precision.interval, 0.3755346, 0.9637759);
    assert.ok(!('interval' in wilson.summary.f1_macro));
    assert.match(evaluate(right, guesses, '--task', 'classes', '--intervals').out, /^ accuracy +0\.4902 to 0\.9433, Wilson$/m);
    const both = classes('--intervals', '--bootstrap', '40');
    assert.equal(both.summary.accuracy.interval.method, 'wilson');
    assert.deepEqual([both.summary.f1_macro.interval.method, both.summary.f1_macro.interval.resamples], ['bootstrap', 40]);
    assert.equal(classes('--bootstrap', '40').summary.accuracy.interval.method, 'bootstrap');
    for (const threads of ['1', '3']) {
      assert.deepEqual(classes('--bootstrap', '40', '--threads', threads), classes('--bootstrap', '40'));
    }
    assert.equal(evaluate(gt, dt, '--intervals').code, 2);
    // A loss is better when lower: the perfect values are.
    const values = labels('numbers.csv', 'id,value', [1, 2, 3, 4]);
    const off = labels('off.csv', 'id,value', [2, 4, 4, 3]);
    const compared = JSON.parse(evaluate(values, off, '--task', 'values', '--compare', values, '--bootstrap', '30', '--json').out);
    assert.equal(compared.comparison.mae.value, -1.25);
    assert.equal(compared.comparison.mae.probability_better, 1);
    assert.ok(compared.comparison.bias.probability_better > 0.5);
    const spans = file('few.jsonl', [0, 1, 2].map((i) =>
      JSON.stringify({ id: i, text: 'Zoe in Bonn', entities: i === 2 ? [[0, 3, 'PER']] : [[7, 11, 'LOC']] })).join('\n'));
    const resampled = JSON.parse(evaluate(spans, spans, '--task', 'spans', '--bootstrap', '50', '--json').out);
    assert.deepEqual([resampled.summary.f1_micro.interval.low, resampled.summary.f1_micro.interval.high], [1, 1]);
    // The only document with a PER is not always drawn: then the type is left out.
    assert.ok(resampled.summary.f1_macro.interval.resamples_without > 5);
    assert.equal(resampled.summary.f1_macro.interval.low, 1);
    for (const name of ['one', 'two']) file(`few maps/${name}.png`, greyPng([[0, 1], [1, 1]]));
    for (const name of ['one', 'two']) file(`few guesses/${name}.png`, greyPng([[0, name === 'one' ? 1 : 0], [1, 1]]));
    const maps = JSON.parse(evaluate('few maps', 'few guesses', '--task', 'semantic', '--bootstrap', '50', '--json').out);
    assert.deepEqual([maps.summary.pixel_accuracy.interval.low, maps.summary.pixel_accuracy.interval.high], [0.75, 1]);
  },
  'runs over the same ground truth may name other classes'() {
    const right = file('three.csv', 'id,label\na,cat\nb,dog\nc,dog\n');
    const first = file('three-first.csv', 'id,prediction\na,cat\nb,cat\nc,dog\n');
    const second = file('three-second.csv', 'id,prediction\na,cat\nb,dog\nc,ant\n');
    const { code, out, err } = evaluate(right, first, '--task', 'classes', '--compare', second, '--bootstrap', '30', '--json');
    assert.equal(code, 0);
    assert.match(err, /classes that the ground truth has no sample of count like all others \(1\)/);
    const report = JSON.parse(out);
    assert.equal(report.comparison.accuracy.value, 0);
    assert.deepEqual([report.mcnemar.only_first, report.mcnemar.only_second], [1, 1]);
  },
  'operating points have the whole curve'() {
    const report = JSON.parse(evaluate(gt, dt, '--operating-points', '--json').out).operating_points;
    assert.deepEqual(report.curve, { confidence: [0.9, 0.8], precision: [1, 0.5], recall: [0.5, 0.5], f_beta: [2 / 3, 0.5] });
    assert.deepEqual(report.classes.cat.curve, { confidence: [0.9], precision: [1], recall: [1], f_beta: [1] });
    assert.deepEqual(report.classes['dög'].curve.recall, [0]);
  },
  'LVIS knows no crowds'() {
    const crowd = structuredClone(truth);
    crowd.annotations[0].iscrowd = 1;
    const count = (rules) => JSON.parse(evaluate(file('crowd.json', crowd), dt, '--rules', rules, '--json').out).summary.AP.count;
    assert.deepEqual([count('coco'), count('lvis')], [1, 2]);
  },
  '--fail-under takes the figures of every task, errors and losses the other way round'() {
    const values = file('v.csv', 'id,value\na,1\nb,3\n');
    const off = file('v2.csv', 'id,value\na,0\nb,1\n');
    const ended = (...more) => evaluate(values, off, '--task', 'values', ...more.flatMap((one) => ['--fail-under', one]));
    assert.equal(ended('mae=1.5', 'bias=1.5', 'r2=-5').code, 0);
    const missed = ended('mae=1.4', 'bias=1');
    assert.equal(missed.code, 3);
    assert.equal(missed.err, 'mae is 1.5, worse than 1.4\nbias is -1.5, worse than 1\n');
    const unknown = ended('AP=0.5');
    assert.equal(unknown.code, 2);
    assert.match(unknown.err, /figures: mae\*, rmse\*, r2, bias\*/);
    const help = run(['evaluate', '--help']).out;
    for (const key of ['mIoU', 'PQ_things', 'f1_ent_type', 'roc_auc_ovr', 'AR@300', 'mAP50-95', 'max_error']) assert.ok(help.includes(key), key);
  },
  'masks, keypoints, classes and values have their own figures'() {
    const square = (x) => [[x, 10, x + 20, 10, x + 20, 30, x, 30]];
    const masks = structuredClone(truth);
    masks.images[1].width = masks.images[1].height = 100;
    masks.annotations.forEach((one, i) => { one.segmentation = square(10 * i); });
    const guesses = predictions.map((one, i) => ({ ...one, segmentation: square(10 * i) }));
    const segm = JSON.parse(evaluate(file('masks.json', masks), file('guesses.json', guesses), '--task', 'masks', '--json').out);
    assert.equal(segm.task, 'masks');
    assert.ok(segm.summary.AP.value > 0.999);
    const people = structuredClone(truth);
    people.annotations.forEach((one) => { one.keypoints = [10, 10, 2, 20, 20, 2]; one.num_keypoints = 2; });
    const poses = predictions.map((one) => ({ ...one, keypoints: [10, 10, 1, 20, 20, 1] }));
    const kp = JSON.parse(evaluate(file('people.json', people), file('poses.json', poses), '--task', 'keypoints', '--json').out);
    assert.deepEqual(Object.keys(kp.summary), ['AP', 'AP50', 'AP75', 'APm', 'APl', 'AR', 'AR50', 'AR75', 'ARm', 'ARl']);
    assert.ok(kp.summary.AP.value > 0.999);
    const classes = JSON.parse(evaluate(file('labels.csv', 'id,label\na,cat\nb,dog\nc,dog\n'),
      file('guessed.csv', 'id,prediction,score\na,cat,0.9\nb,cat,0.8\nc,dog,0.7\n'), '--task', 'classes', '--json').out);
    assert.equal(classes.summary.accuracy.value, 2 / 3);
    assert.equal(classes.summary.accuracy.count, 3);
    const values = JSON.parse(evaluate(file('values.csv', 'id,value\na,1\nb,3\n'), file('values2.csv', 'id,value\na,2\nb,5\n'),
      '--task', 'values', '--json').out);
    assert.equal(Object.values(values.summary)[0].value, 1.5);
    const missing = evaluate(gt, dt, '--task', 'masks');
    assert.equal(missing.code, 1);
    assert.match(missing.err, /gt\.json: none of 2 annotations has a "segmentation".*\[wrong-kind\]/);
  },
  'semantic label maps: two folders of PNGs'() {
    file('gt maps/a/1.png', greyPng([[0, 0, 1], [1, 255, 2]]));
    file('gt maps/a/2.png', greyPng([[0, 0], [0, 0]]));
    file('dt maps/a/1.png', greyPng([[0, 1, 1], [1, 1, 255]]));
    file('names.csv', 'id,name\n0,road\n1,car\n2,sky\n7,tree\n');
    const maps = (...more) => evaluate('gt maps', 'dt maps', '--task', 'semantic', ...more);
    const { code, out, err } = maps('--classes', 'names.csv', '--per-class');
    assert.equal(code, 0);
    assert.match(err, /^dt maps: warning: images of the ground truth without a PNG here.*\(1\) \[image-without-prediction\]$/m);
    assert.match(out, /^ Pixel accuracy +\(pixel_accuracy\) +0\.3333$/m);
    assert.match(out, /^ class +pixels +IoU +Dice +precision +recall$/m);
    assert.match(out, /^ car +2 +0\.667 +0\.800 +0\.667 +1\.000$/m);
    assert.match(out, /^ tree +0 +- +- +- +-$/m);
    assert.match(out, /^ 2 images, 4 classes, 9 labelled pixels$/m);
    const report = JSON.parse(maps('--json').out);
    assert.deepEqual([report.task, report.rules], ['semantic', 'fcn']);
    assert.deepEqual(Object.keys(report.summary),
      ['mIoU', 'mDice', 'pixel_accuracy', 'mean_accuracy', 'mean_precision', 'fwIoU', 'no_class']);
    assert.deepEqual(report.summary.pixel_accuracy, { value: 3 / 9, count: 9 });
    assert.deepEqual(report.classes.map((one) => [one.id, one.name, one.IoU.value]),
      [[0, '0', 1 / 6], [1, '1', 2 / 3], [2, '2', 0]]);
    assert.deepEqual(report.counts, { images: 2, classes: 3, pixels: 9 });
    const cells = JSON.parse(maps('--errors', '--json').out).errors.confusion.cells;
    assert.equal(cells.reduce((sum, cell) => sum + cell.count, 0), 9);
    assert.deepEqual(cells.find((cell) => cell.truth === '0' && cell.predicted === '1').count, 1);
    assert.match(maps('--errors').out, /^ Most confused, in pixels$/m);
    for (const threads of ['1', '3']) assert.equal(maps('--json', '--threads', threads).out, maps('--json').out);
    // The other way round: 255 is a class, 0 and 1 are void.
    const ignoring = JSON.parse(maps('--ignore-label', '0', '--ignore-label', '1', '--json').out);
    assert.deepEqual(ignoring.classes.map((one) => one.id), [2, 255]);
    assert.equal(maps('--fail-under', 'mIoU=0.9').code, 3);
    assert.ok(JSON.parse(maps('--compare', 'gt maps', '--json').out).comparison.mIoU.value > 0.7);
    // Single files.
    assert.equal(JSON.parse(evaluate('gt maps/a/1.png', 'gt maps/a/1.png', '--task', 'semantic', '--json').out)
      .summary.mIoU.value, 1);
    file('small/a/1.png', greyPng([[0]]));
    assert.match(evaluate('gt maps', 'small', '--task', 'semantic').err,
      /^small\/a\/1\.png: the image has 1 x 1 pixels, the ground truth's gt maps\/a\/1\.png has 3 x 2 \[mismatch\]\. /m);
    file('colours/a/1.png', idPng([[70000, 1, 1], [1, 1, 1]]));
    assert.match(evaluate('gt maps', 'colours', '--task', 'semantic').err, /^colours\/a\/1\.png: the image holds colours.*\[wrong-kind\]/m);
    assert.equal(evaluate('no folder', 'dt maps', '--task', 'semantic').code, 1);
    assert.equal(evaluate('gt maps', 'dt maps', '--task', 'semantic', '--calibration').code, 2);
    assert.equal(evaluate(gt, dt, '--classes', 'names.csv').code, 2);
  },
  'panoptic: JSON and its folder of PNGs'() {
    const segments = (...list) => list.map(([id, category_id, area]) => ({ id, category_id, area, iscrowd: 0 }));
    const side = (name, rows, list) => {
      file(`${name}/000001.png`, idPng(rows));
      return file(`${name}.json`, {
        categories: [{ id: 1, name: 'dog', isthing: 1 }, { id: 4, name: 'sky', isthing: 0 }],
        annotations: [{ image_id: 1, file_name: '000001.png', segments_info: list }],
      });
    };
    const panGt = side('pan gt', [[70000, 70000, 9], [70000, 70000, 0]], segments([70000, 1, 4], [9, 4, 1]));
    const panDt = side('pan dt', [[5, 5, 6], [5, 6, 6]], segments([5, 1, 3], [6, 4, 3]));
    const panoptic = (...more) => evaluate(panGt, panDt, '--task', 'panoptic', ...more);
    const { code, out, err } = panoptic('--json');
    assert.deepEqual([code, err], [0, '']);
    const report = JSON.parse(out);
    assert.deepEqual([report.task, report.rules], ['panoptic', 'coco']);
    // The dog with 3 of its 4 pixels; the sky with 1 of 2 that are not void: no more than half.
    assert.deepEqual(report.summary.PQ, { value: 0.375, count: 2 });
    assert.deepEqual(report.summary.SQ_things, { value: 0.75, count: 1 });
    assert.deepEqual(report.summary.PQ_stuff, { value: 0, count: 1 });
    assert.deepEqual(report.counts, { images: 1, classes: 2, truth: 2, predictions: 2 });
    assert.match(panoptic('--per-class').out, /^ dog +1 +1 +0\.750 +0\.750 +1\.000$/m);
    // The folder for its JSON; another folder of PNGs; packed; boundaries.
    assert.equal(evaluate('pan gt', 'pan dt', '--task', 'panoptic', '--json').out, out);
    assert.equal(JSON.parse(panoptic('--rules', 'boundary', '--json').out).rules, 'boundary');
    file('moved/dt.json.gz', gzipSync(JSON.stringify({ annotations: [{ image_id: 1, file_name: '000001.png',
      segments_info: segments([5, 1, 3], [6, 4, 3]) }] })));
    assert.equal(evaluate(panGt, 'moved/dt.json.gz', '--task', 'panoptic', '--prediction-maps', 'pan dt', '--json').out, out);
    const without = evaluate(panGt, 'moved/dt.json.gz', '--task', 'panoptic');
    assert.equal(without.code, 1);
    assert.match(without.err, /^moved\/dt\.json\.gz: 000001\.png is not among the 1 file of moved \[mismatch\]\. /);
    assert.match(evaluate(gt, gt, '--task', 'panoptic').err, /this is not COCO panoptic JSON/);
    assert.equal(panoptic('--rules', 'lvis').code, 2);
    // The sky's prediction covers 3 pixels, 1 of them of the sky, 1 void, 1 of the dog: nothing is confused.
    assert.deepEqual(JSON.parse(panoptic('--errors', '--json').out).errors.confusion.cells, [
      { truth: 'dog', predicted: 'dog', count: 1 }, { truth: 'sky', predicted: 'background', count: 1 }, { truth: 'background', predicted: 'sky', count: 1 }]);
  },
  'a figure is printed so that it reads back to the very double'() {
    // One of three objects found: 1/3 has no short decimal form.
    const three = structuredClone(truth);
    three.annotations = [0, 1, 2].map((i) => ({ ...truth.annotations[0], id: i + 1, bbox: [50 * i, 0, 40, 40] }));
    const one = [{ image_id: 1, category_id: 1, bbox: [0, 0, 40, 40], score: 1 }];
    const { out } = evaluate(file('three.json', three), file('one.json', one), '--json');
    assert.equal(JSON.parse(out).summary.AR100.value, 0.33333333333333337); // numpy's mean of ten times 1/3
  },
  'standard input and packed files are read'() {
    const plain = evaluate(gt, dt, '--json').out;
    assert.equal(run(['evaluate', '--truth', gt, '--predictions', '-', '--json'], JSON.stringify(predictions)).out, plain);
    assert.equal(run(['evaluate', '--truth', '-', '--predictions', dt, '--json'], JSON.stringify(truth)).out, plain);
    const packed = file('dt.json.gz', gzipSync(JSON.stringify(predictions)));
    assert.equal(evaluate(gt, packed, '--json').out, plain);
    assert.equal(run(['evaluate', '--truth', '-', '--predictions', '-']).code, 2);
  },
  'bad input: exit 1, and a message that begins with the file as given'() {
    const bad = {
      'empty.json': ['', /is empty/],
      'cut.json': [JSON.stringify(predictions).slice(0, -20), /:1: .*cut off|ends in the middle/],
      'text.json': ['hello', /not JSON/],
      'utf16.json': [Buffer.from('\ufeff[]', 'utf16le'), /UTF-16/],
      'kind.json': ['{"a": 1}', /no predictions/],
      'deep.json': ['['.repeat(100000), /nested deeper/],
      'nan.json': ['[{"image_id":1,"category_id":1,"bbox":[0,0,1,1],"score":NaN}]', /none of 1/],
      'others.json': ['[{"image_id":9,"category_id":1,"bbox":[0,0,1,1],"score":1}]', /none of 1/],
    };
    for (const [name, [content, words]] of Object.entries(bad)) {
      file(name, content);
      const { code, out, err } = evaluate('gt.json', name);
      assert.equal(code, 1, name);
      assert.equal(out, '', name);
      const last = err.trimEnd().split('\n').at(-1);
      assert.ok(last.startsWith(name), `${name}: ${last}`);
      assert.match(last, words);
    }
    const missing = evaluate('no such file.json', 'dt.json');
    assert.equal(missing.code, 1);
    assert.match(missing.err, /^no such file\.json: cannot open: No such file or directory/);
    assert.match(evaluate('gt.json', '.').err, /^\.: cannot read: Is a directory/);
    assert.match(evaluate('dt.json', 'dt.json').err, /^dt\.json:1: .*array where an object is expected/);
  },
  'an error names its line'() {
    file('lines.json', '[\n{"image_id":1,"category_id":1,"bbox":[0,0,1,1],"score":1},\n{"image_id" 1}]');
    assert.match(evaluate('gt.json', 'lines.json').err, /^lines\.json:3: /m);
  },
  'bad rows are warnings with counts; the rest is evaluated'() {
    file('mixed.json', '[{"image_id":1,"category_id":1,"bbox":[10,10,40,40],"score":0.9},\n' +
      '{"image_id":5,"category_id":1,"bbox":[10,10,40,40],"score":0.9},\n' +
      '{"image_id":1,"category_id":1,"bbox":[10,10,40,40],"score":1e999}]');
    const { code, out, err } = evaluate('gt.json', 'mixed.json', '--json');
    assert.equal(code, 0);
    assert.match(err, /^mixed\.json: warning: .*\(1\) \[unknown-image\]\n {2}byte 66, line 2/m);
    assert.deepEqual(JSON.parse(out).warnings.map((w) => [w.kind, w.count]), [['unknown-image', 1], ['not-finite', 1]]);
  },
  'two runs of classes are compared by McNemar\'s test'() {
    const rows = (label) => Array.from({ length: 8 }, (_, i) => `${i},${label(i)}\n`).join('');
    const labels = file('eight.csv', `id,label\n${rows((i) => (i < 4 ? 'cat' : 'dog'))}`);
    const wrong = file('wrong.csv', `id,prediction\n${rows((i) => (i < 4 ? 'dog' : i < 7 ? 'cat' : 'dog'))}`);
    const right = file('right.csv', `id,prediction\n${rows((i) => (i < 4 ? 'cat' : 'dog'))}`);
    const report = JSON.parse(evaluate(labels, wrong, '--task', 'classes', '--compare', right, '--json').out);
    assert.deepEqual(report.mcnemar, { only_first: 0, only_second: 7, p_value: 2 / 128, samples: 8, classes: {
      cat: { only_first: 0, only_second: 7, p_value: 2 / 128, adjusted_p_value: 2 / 128 },
      dog: { only_first: 0, only_second: 7, p_value: 2 / 128, adjusted_p_value: 2 / 128 } } });
    const { out } = evaluate(labels, wrong, '--task', 'classes', '--compare', right);
    assert.match(out, /McNemar's exact test, 8 samples/);
    assert.match(out, /^ dog +0 +7 +0\.01562 +0\.01562$/m);
  },
  'thresholds end with 3, and say what was missed'() {
    assert.equal(evaluate(gt, dt, '--fail-under', 'AP=0.49').code, 0);
    const missed = evaluate(gt, dt, '--fail-under', 'AP=0.6', '--fail-under', 'AR100=0.4');
    assert.equal(missed.code, 3);
    assert.match(missed.err, /AP is 0\.4999999999999999, below 0\.6/);
    assert.doesNotMatch(missed.err, /AR100/);
    const undefinedFigure = evaluate(gt, dt, '--fail-under', 'APl=0');
    assert.equal(undefinedFigure.code, 3);
    assert.match(undefinedFigure.err, /APl is undefined/);
  },
  'wrong usage ends with 2'() {
    for (const args of [[], ['evaluate'], ['evaluate', '--truth', gt], ['nonsense'], ['evaluate', '--what'],
      ['evaluate', '--truth', gt, '--predictions', dt, '--task', 'poetry'],
      ['evaluate', '--truth', gt, '--predictions', dt, '--threads', '-1'],
      ['evaluate', '--truth', gt, '--predictions', dt, '--fail-under', 'AP'],
      ['evaluate', '--truth', gt, '--predictions', dt, '--fail-under', 'XX=0.5'],
      ['evaluate', '--truth', gt, '--predictions', dt, '--fail-under', 'AP=50']]) {
      const ended = run(args);
      assert.equal(ended.code, 2, args.join(' '));
      assert.notEqual(ended.err, '');
    }
  },
  'help is complete and goes to standard output'() {
    const { code, out } = run(['evaluate', '--help']);
    assert.equal(code, 0);
    for (const option of ['--truth', '--predictions', '--task', '--rules', '--per-class', '--json', '--timings', '--threads',
      '--fail-under', '--classes', '--ignore-label', '--truth-maps', '--prediction-maps', '--annotation-id-zero-bug']) assert.ok(out.includes(option), option);
    assert.match(run(['--help']).out, /Exit codes:/);
    assert.match(run(['--version']).out, /^errata \S+\n$/);
  },
  'the reference\'s bug with annotation id 0 is a switch'() {
    const zero = structuredClone(truth);
    zero.annotations[0].id = 0;
    const path = file('zero.json', zero);
    assert.equal(JSON.parse(evaluate(path, dt, '--json').out).summary.AP.value, 0.4999999999999999);
    assert.equal(JSON.parse(evaluate(path, dt, '--json', '--annotation-id-zero-bug').out).summary.AP.value, 0);
  },
  'no progress is printed into a pipe'() {
    assert.equal(evaluate(gt, dt).err, '');
  },
};

Object.assign(tests, queryTests(file, run));
Object.assign(tests, samplingTests(file, run));

let failed = 0;
for (const [name, test] of Object.entries(tests)) {
  try {
    test();
    console.log(`ok      ${name}`);
  } catch (error) {
    failed += 1;
    console.log(`FAILED  ${name}\n${error.stack}`);
  }
}
rmSync(folder, { recursive: true });
console.log(`${Object.keys(tests).length - failed} passed, ${failed} failed`);
process.exit(failed > 0 ? 1 : 0);
