// errata sample, select and split from outside. `file` writes a file and gives its path, `run` runs errata.
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { greyPng } from './png.mjs';

// Twelve labeled images and thirty of the pool at three sites; a picture of each of the first four: 1 and 2 are the same.
const sites = ['dock', 'bay', 'pier'];
const image = (id) => ({ id, file_name: `${id}.png`, width: 64, height: 64, site: sites[id % 3] });
const labeled = Array.from({ length: 12 }, (_, i) => image(i + 1));
const unlabeled = Array.from({ length: 30 }, (_, i) => image(i + 101));
const box = (image_id, category_id, more) => ({ image_id, category_id, bbox: [image_id % 20, 4, 20, 10], ...more });
const truth = {
  images: labeled,
  categories: [{ id: 1, name: 'boat' }, { id: 2, name: 'buoy' }],
  annotations: labeled.map(({ id }) => box(id, id % 4 === 0 ? 2 : 1, { id, area: 200, iscrowd: 0 })),
};
const predictions = [
  ...labeled.filter(({ id }) => id % 3 !== 0).map(({ id }) => box(id, 1, { score: 0.9 })),
  ...unlabeled.map(({ id }) => box(id, 1 + (id % 2), { score: (id - 100) / 40 })),
];
const pattern = (x, y, seed) => (((x >> 3) * 7 + (y >> 3) * 13 * seed + seed * (x >> 4) * (y >> 4)) * 37) & 255;
const picture = (seed) => greyPng(Array.from({ length: 64 }, (_, y) => Array.from({ length: 64 }, (_, x) => pattern(x, y, seed))));

export function samplingTests(file, run) {
  const gt = file('sampling/gt.json', truth);
  const dt = file('sampling/dt.json', predictions);
  const pool = file('sampling/pool.json', { images: unlabeled });
  const data = ['--truth', gt, '--predictions', dt, '--pool', pool];
  const sample = (...more) => run(['sample', ...data, ...more]);
  const report = (ended) => {
    assert.equal(ended.code, 0, ended.err);
    return JSON.parse(ended.out);
  };
  const lines = (ended) => {
    assert.equal(ended.code, 0, ended.err);
    return ended.out.trimEnd().split('\n');
  };
  const folder = dirname(gt);

  return {
    'a sample is of the pool, as large as asked for, and the same for the same seed'() {
      const ended = sample('--budget', '8');
      const [head, ...rows] = lines(ended);
      assert.equal(head, 'id,file,part,stratum,value,probability,weight');
      assert.equal(rows.length, 8);
      for (const row of rows) {
        const [id, name, part, , , probability, weight] = row.split(',');
        assert.ok(Number(id) > 100);
        assert.equal(name, `${id}.png`);
        assert.equal(part, 'random');
        assert.equal(Number(probability), 8 / 30);
        assert.ok(Math.abs(Number(weight) - 30 / 8) < 1e-12);
      }
      assert.equal(sample('-n', '8', '--seed', '1').out, ended.out);
      assert.notEqual(sample('-n', '8', '--seed', '2').out, ended.out);
      assert.equal(lines(sample('-n', '99', '--format', 'ids')).length, 30);
      const from = lines(sample('-n', '99', '--from', 'labeled', '--exclude', 'site == "bay"', '--format', 'paths'));
      assert.deepEqual(from, labeled.filter(({ site }) => site !== 'bay').map((one) => one.file_name));
    },
    'strata share the budget, and the report says how'() {
      const stratified = report(sample('-n', '9', '--sampler', 'stratified', '--by', 'site', '--allocation', 'equal', '--json'));
      assert.deepEqual(stratified.parts[0].strata, ['bay', 'dock', 'pier'].map((site) =>
        ({ stratum: `site == "${site}"`, candidates: 10, drawn: 3 })));
      assert.deepEqual([stratified.candidates, stratified.chosen, stratified.shortfall], [30, 9, 0]);
      assert.equal(stratified.samples.length, 9);
      assert.deepEqual(stratified.classes.map(({ name, labeled: before }) => [name, before]), [['boat', 9], ['buoy', 3]]);
      const ids = new Set(stratified.samples.map(({ id }) => id));
      const added = predictions.filter((one) => ids.has(one.image_id)).reduce((sum, one) => sum + one.score, 0);
      assert.ok(Math.abs(stratified.classes[0].added + stratified.classes[1].added - added) < 1e-9);
      // At the dock (ids that three divides) everything is missed, elsewhere only buoys are.
      const neyman = report(sample('-n', '9', '--sampler', 'stratified', '--by', 'site', '--allocation', 'neyman', '--minimum', '1', '--json'));
      const drawn = Object.fromEntries(neyman.parts[0].strata.map((one) => [one.stratum, one]));
      assert.deepEqual([drawn['site == "dock"'].deviation, drawn['site == "dock"'].drawn], [0, 1]);
      assert.equal(drawn['site == "bay"'].labeled, 4);
      const queries = report(sample('-n', '5', '--sampler', 'stratified', '--stratum', 'site == "bay"', '--stratum', 'id < 110', '--json'));
      assert.deepEqual(queries.parts[0].strata.map(({ stratum, candidates }) => [stratum, candidates]),
        [['site == "bay"', 10], ['id < 110', 6], ['none of these', 14]]);
    },
    'the least sure and the highest are chosen'() {
      // Scores rise from 1/40; 0.5 is id 120.
      assert.deepEqual(lines(sample('-n', '3', '--sampler', 'uncertainty', '--format', 'ids')), ['119', '120', '121']);
      assert.deepEqual(lines(sample('-n', '2', '--sampler', 'highest', '--by', 'id', '--format', 'ids')), ['129', '130']);
      assert.deepEqual(lines(sample('-n', '2', '--sampler', 'highest', '--by', 'id', '--lowest', '--format', 'ids')), ['101', '102']);
    },
    'predictions on the pool may stand in a file of their own'() {
      const own = file('sampling/own.json', predictions.filter((one) => one.image_id < 100));
      const others = file('sampling/others.json', predictions.filter((one) => one.image_id > 100));
      const args = ['--truth', gt, '--predictions', own, '--pool', pool, '--pool-predictions', others];
      assert.equal(run(['sample', ...args, '-n', '3', '--sampler', 'uncertainty']).out, sample('-n', '3', '--sampler', 'uncertainty').out);
      // What is measured is the labeled part, with or without a pool.
      const count = (...more) => run(['query', 'errors > 0', '--truth', gt, '--predictions', own, '--count', ...more]).out;
      assert.equal(count(), count('--pool', pool, '--pool-predictions', others));
      assert.equal(run(['query', 'not labeled and predictions > 0', ...args, '--count']).out, '11\n');
    },
    'tables have pools, too, of rows whose labels are not known'() {
      const labels = file('sampling/labels.csv', 'id,label,lane\n1,cat,a\n2,dog,b\n3,cat,b\n');
      const guesses = file('sampling/guesses.csv', 'id,cat,dog\n1,0.9,0.1\n2,0.6,0.4\n3,0.7,0.3\n11,0.5,0.5\n12,0.8,0.2\n13,0.55,0.45\n');
      const rows = file('sampling/rows.csv', 'id,label,lane\n11,,a\n12,,b\n13,,\n3,,b\n');
      const args = ['--truth', labels, '--predictions', guesses, '--task', 'classes', '--pool', rows];
      assert.deepEqual(lines(run(['sample', ...args, '-n', '2', '--sampler', 'uncertainty', '--measure', 'margin', '--format', 'ids'])), ['11', '13']);
      assert.equal(run(['query', 'not labeled and lane == "a"', ...args, '--columns', 'id,class,predicted_class,correct,score']).out,
        'id\tclass\tpredicted_class\tcorrect\tscore\n11\t\tcat\t\t0.5\n');
      assert.equal(run(['query', 'errors > 0', ...args, '--count']).out, '1\n');
      assert.equal(run(['query', 'labeled', ...args, '--count']).out, '3\n');
      const added = report(run(['sample', ...args, '-n', '3', '--json'])).classes;
      assert.ok(Math.abs(added[0].added - 1.85) < 1e-12);
      const texts = file('sampling/texts.jsonl', '{"id": 11, "text": "hello"}\n{"id": 12, "text": "so long"}\n');
      assert.equal(run(['query', 'words == 2', '--truth', labels, '--predictions', guesses, '--task', 'text', '--pool', texts, '--columns', 'id']).out, 'id\n12\n');
      const values = file('sampling/values.csv', 'id,value\n1,2.5\n2,4\n');
      const found = file('sampling/found.csv', 'id,value\n1,3\n2,4\n11,9\n');
      const lone = file('sampling/lone.csv', 'id\n11\n12\n');
      const measured = ['--truth', values, '--predictions', found, '--task', 'values', '--pool', lone];
      assert.equal(run(['query', 'true', ...measured, '--columns', 'id,value,predicted_value,labeled']).out,
        'id\tvalue\tpredicted_value\tlabeled\n1\t2.5\t3\ttrue\n2\t4\t4\ttrue\n11\t\t9\tfalse\n12\t\t\tfalse\n');
      assert.deepEqual(lines(run(['sample', ...measured, '-n', '1', '--sampler', 'highest', '--by', 'predicted_value', '--format', 'ids'])), ['11']);
    },
    'a batch as COCO has predictions as pre-labels'() {
      const out = join(folder, 'batch.json');
      const ended = sample('-n', '30', '--format', 'coco', '--prelabel-score', '0.5', '--out', out);
      assert.match(ended.out, /^30 samples of 30 candidates \(0 excluded\), seed 1\n/);
      const batch = JSON.parse(readFileSync(out, 'utf8'));
      assert.equal(batch.images.length, 30);
      assert.equal(batch.images[0].site, sites[101 % 3]);
      assert.equal(batch.annotations.length, unlabeled.filter(({ id }) => (id - 100) / 40 >= 0.5).length);
      assert.deepEqual(Object.keys(batch.annotations[0]), ['id', 'image_id', 'category_id', 'iscrowd', 'score', 'bbox', 'area']);
      assert.equal(batch.annotations[0].id, 13);
      assert.equal(run(['query', 'true', '--truth', out, '--table', 'truth', '--count']).out, `${batch.annotations.length}\n`);
    },
    'a plan is replayed, also out of a session'() {
      const saved = join(folder, 'saved.json');
      const first = sample('-n', '7', '--sampler', 'stratified', '--by', 'site', '--minimum', '2', '--save-plan', saved);
      assert.equal(run(['select', saved, ...data]).out, first.out);
      const plan = {
        version: 1, budget: 12, seed: 3, exclude: 'site == "pier"',
        labeling_functions: [
          { name: 'buoys', query: 'predicted_classes contains "buoy"', vote: 'buoy' },
          { name: 'boats', query: 'predicted_classes contains "boat"', vote: 'boat' },
        ],
        parts: [{ sampler: 'uncertainty', name: 'unsure' }, { sampler: 'functions', allocation: 'equal' }, { sampler: 'random', share: 2 }],
      };
      const path = file('sampling/plan.json', plan);
      const chosen = report(run(['select', path, ...data, '--json', '--confidence', '0.3']));
      assert.deepEqual(chosen.parts.map(({ name, drawn }) => [name, drawn]), [['unsure', 3], ['functions', 3], ['random', 6]]);
      assert.equal(chosen.excluded, 10);
      assert.equal(new Set(chosen.samples.map(({ id }) => id)).size, 12);
      for (const one of chosen.samples) assert.ok(one.weight > 0 || one.part === 'unsure');
      const boats = chosen.labeling_functions[1];
      assert.deepEqual([boats.name, boats.vote, boats.correct, boats.incorrect], ['boats', 'boat', 6, 2]);
      assert.equal(chosen.plan.parts[0].name, 'unsure');
      // A saved session brings its thresholds along.
      const session = file('sampling/session.json', { version: 1, view: { confidence: 0.3, plan } });
      assert.equal(run(['select', session, ...data, '--json']).out, run(['select', path, ...data, '--json', '--confidence', '0.3']).out);
    },
    'a plan that is wrong says where'() {
      const refused = (plan, message) => {
        const path = file('sampling/wrong.json', plan);
        const ended = run(['select', path, ...data]);
        assert.deepEqual([ended.code, ended.out], [1, '']);
        assert.ok(ended.err.startsWith(path), ended.err);
        assert.ok(ended.err.includes(message), ended.err);
      };
      refused({ parts: [{ sampler: 'stratified', column: 'sight' }] }, '"parts[0].column": there is no column `sight` of samples [bad-value]. Name one');
      refused({ parts: [{ sampler: 'random' }], exclude: 'sight == 1' }, '"exclude": character 1: no column `sight` of samples [bad-value]. Correct the query');
      refused({ parts: [{ sampler: 'random', shares: 2 }] }, '"parts[0].shares" must be left out');
      refused('{"parts": [', 'the plan is no JSON, or cut off');
      refused({}, 'the plan has no parts');
      refused({ budget: 0, parts: [{ sampler: 'random' }] }, 'the plan has a budget of 0 samples [bad-value]. Say how many');
      // Fewer candidates than the budget: all of them, and a word about it.
      const all = sample('-n', '5000');
      assert.equal(all.code, 0);
      assert.match(all.err, /^warning: [0-9,]+ of the 5,000 samples asked for: there are no more candidates$/m);
      for (const [words, pattern] of [
        [['-n', '3', '--sampler', 'stratified'], /--sampler stratified needs --by or --stratum/],
        [['-n', '3', '--sampler', 'highest'], /--sampler highest needs --by/],
        [['-n', '3', '--stratum', 'true'], /--stratum goes with --sampler stratified/],
        [['--sampler', 'best', '-n', '3'], /--sampler/],
        [[], /--budget/],
      ]) {
        const ended = sample(...words);
        assert.equal(ended.code, 2, words.join(' '));
        assert.match(ended.err, pattern);
      }
      const lost = run(['sample', '--truth', gt, '--pool-predictions', dt, '-n', '3']);
      assert.deepEqual([lost.code, lost.err], [1, '--pool-predictions are of a pool [bad-value]. Give --pool, too.\n']);
      assert.equal(run(['select', 'nowhere.json', ...data]).code, 1);
    },
    'pictures are hashed, near duplicates found, and never torn apart'() {
      const pictures = file('sampling/pictures/1.png', picture(3));
      for (const [name, seed] of [[2, 3], [3, 5], [4, 9]]) file(`sampling/pictures/${name}.png`, picture(seed));
      const images = ['--images', dirname(pictures)];
      const query = (words, ...more) => run(['query', words, '--truth', gt, ...images, ...more]);
      assert.equal(query('duplicates > 1', '--columns', 'id,duplicates,exact_duplicates').out,
        'id\tduplicates\texact_duplicates\n1\t2\t2\n2\t2\t2\n');
      assert.equal(query('sharpness is missing', '--count').out, '8\n');
      assert.match(query('true', '--count').err, /samples whose picture is not there have no hash/);
      for (let seed = 0; seed < 10; seed += 1) {
        const split = lines(run(['split', '--truth', gt, ...images, '--sets', 'a=1', '--sets', 'b=1', '--seed', `${seed}`]));
        const set = Object.fromEntries(split.slice(1).map((line) => [line.split(',')[0], line.split(',')[2]]));
        assert.equal(set[1], set[2]);
      }
      const none = run(['query', 'true', '--truth', gt, '--images', join(folder, 'nowhere')]);
      assert.equal(none.code, 1);
    },
    'a split is balanced, and groups stay together'() {
      const sizes = report(run(['split', '--truth', gt, '--sets', 'train=3,val=1', '--json'])).sets;
      assert.deepEqual(sizes.map(({ name, samples, classes }) => [name, samples, classes.map((one) => one.samples)]),
        [['train', 9, [7, 2]], ['val', 3, [2, 1]]]);
      const grouped = lines(run(['split', '--truth', gt, '--group-by', 'site', '--sets', 'a=1,b=1,c=1']));
      const set = new Map(grouped.slice(1).map((line) => line.split(',')).map(([id, , name]) => [Number(id), name]));
      for (const { id } of labeled) assert.equal(set.get(id), set.get(id % 3 === 0 ? 12 : id % 3));
      assert.equal(new Set(set.values()).size, 3);
      const out = join(folder, 'splits');
      const ended = run(['split', '--truth', gt, '--pool', pool, '--format', 'coco', '--out', out]);
      assert.match(ended.out, /^12 groups in sets that share none\n/);
      const files = ['train', 'val', 'test'].map((name) => JSON.parse(readFileSync(join(out, `${name}.json`), 'utf8')));
      assert.deepEqual(files.flatMap(({ images }) => images.map(({ id }) => id)).sort((a, b) => a - b), labeled.map(({ id }) => id));
      assert.equal(files.reduce((sum, { annotations }) => sum + annotations.length, 0), 12);
      assert.ok(existsSync(join(out, 'test.json')));
      for (const [words, pattern] of [
        [['--sets', 'a'], /--sets: "a" is not NAME=SHARE/], [['--sets', 'a=0'], /NAME=SHARE/], [['--sets', '../a=1'], /NAME=SHARE/],
        [['--sets', 'a=1,a=2'], /a comes twice/], [['--format', 'coco'], /needs --out/], [['--where', 'sight'], /no column `sight`/],
      ]) {
        const wrong = run(['split', '--truth', gt, ...words]);
        assert.equal(wrong.code, 2, words.join(' '));
        assert.match(wrong.err, pattern);
      }
      assert.match(run(['split', '--truth', gt, '--group-by', 'classes']).err, /no column `classes` of samples with one value each/);
    },
  };
}
