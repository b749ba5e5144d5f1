// errata query and errata columns from outside. `file` writes a file and gives its path, `run` runs errata.
import assert from 'node:assert/strict';

const truth = {
  images: [
    { id: 1, file_name: 'day/a.jpg', width: 100, height: 100 },
    { id: 2, file_name: 'night/b,"c".jpg', width: 200, height: 100 },
  ],
  categories: [{ id: 1, name: 'cat' }, { id: 7, name: 'dög' }],
  annotations: [
    { id: 1, image_id: 1, category_id: 1, bbox: [10, 10, 40, 40], area: 1600, iscrowd: 0 },
    { id: 2, image_id: 2, category_id: 7, bbox: [0, 0, 10, 10], area: 100, iscrowd: 0 },
  ],
};
const first = [
  { image_id: 1, category_id: 1, bbox: [10, 10, 40, 40], score: 0.9 },
  { image_id: 2, category_id: 7, bbox: [50, 50, 10, 10], score: 0.8 },
];
const second = [{ image_id: 2, category_id: 7, bbox: [0, 0, 10, 6], score: 0.7 }];

export function queryTests(file, run) {
  const gt = file('query/gt.json', truth);
  const a = file('query/a.json', first);
  const b = file('query/b.json', second);
  const query = (text, ...more) => run(['query', text, '--truth', gt, '--predictions', a, ...more]);
  const refused = (code, pattern, ...args) => {
    const ended = run(args);
    assert.equal(ended.code, code, args.join(' '));
    assert.equal(ended.out, '');
    assert.match(ended.err, pattern);
  };

  return {
    'a query lists samples, objects or predictions'() {
      assert.deepEqual(query('errors > 0'), { code: 0, out: 'id\tfile\n2\tnight/b,"c".jpg\n', err: '' });
      assert.equal(query('not matched', '--table', 'truth').out,
        'id\tsamples.id\tfile\tclass\tscore\toutcome\n2\t2\tnight/b,"c".jpg\tdög\t\tmissed\n');
      assert.equal(query('score > 50%', '--table', 'pred', '--columns', 'id,class,correct,samples.width,classes').out,
        'id\tclass\tcorrect\tsamples.width\tclasses\n1\tcat\ttrue\t100\tcat\n2\tdög\tfalse\t200\tdög\n');
      assert.equal(query('true', '--count').out, '2\n');
      assert.equal(query('width > 500', '--count').out, '0\n');
      assert.equal(query('true', '--limit', '1').out, 'id\tfile\n1\tday/a.jpg\n');
      assert.equal(query('true', '--draw', '1', '--seed', '3', '--count').out, '1\n');
    },
    'rows come as CSV and JSON'() {
      assert.equal(query('file contains "c"', '--format', 'csv').out, 'id,file\n2,"night/b,""c"".jpg"\n');
      const report = JSON.parse(query("file  starts with'night'", '--format', 'json', '--columns', 'id,f1,precision,classes').out);
      assert.equal(report.query, 'file starts with "night"');
      assert.deepEqual([report.table, report.selected, report.of], ['samples', 1, 2]);
      assert.match(report.fingerprint, /^[0-9a-f]{32}$/);
      assert.deepEqual(report.rows, [{ id: 2, f1: 0, precision: 0, classes: ['dög'] }]);
      const counted = JSON.parse(query('precision is missing', '--format', 'json', '--count', '--confidence', '0.85').out);
      assert.deepEqual([counted.selected, counted.rows], [1, undefined]);
    },
    'thresholds move what depends on them, any IoU included'() {
      const both = (...more) => run(['query', 'f1 == 1', '--truth', gt, '--predictions', b, '--count', ...more]).out;
      assert.equal(both(), '1\n');
      assert.equal(both('--iou', '0.61'), '0\n');
      assert.equal(both('--confidence', '0.71'), '0\n');
    },
    'two runs are asked about by name'() {
      const two = ['--predictions', `new=${b}`];
      assert.equal(query('any(a.pred where correct) and not any(new.pred where correct)', ...two).out, 'id\tfile\n1\tday/a.jpg\n');
      assert.equal(query('new.f1 > f1', ...two, '--count').out, '1\n');
      assert.equal(query('correct', ...two, '--table', 'new.pred', '--columns', 'score').out, 'score\n0.7\n');
      refused(2, /--table old.pred names no run/, 'query', 'true', '--truth', gt, '--predictions', a, '--table', 'old.pred');
      const other = file('query/other.json', { ...truth, images: truth.images.slice(0, 1), annotations: truth.annotations.slice(0, 1) });
      assert.equal(run(['query', 'true', '--truth', other, '--predictions', a, '--count']).out, '1\n');
    },
    'ground truth alone can be asked about'() {
      assert.equal(run(['query', 'area > 1000 px2', '--truth', gt, '--table', 'truth', '--columns', 'id']).out, 'id\n1\n');
      refused(2, /no column `f1`/, 'query', 'f1 > 0', '--truth', gt);
      refused(2, /--table pred needs --predictions/, 'query', 'true', '--truth', gt, '--table', 'pred');
    },
    'classes, texts and values are asked about, too'() {
      const labels = file('query/labels.csv', 'id,label,text\n1,cat,Zoë ist da\n2,dog,no\n3,cat,x y\n');
      const guesses = file('query/guesses.csv', 'id,cat,dog\n1,0.9,0.1\n2,0.6,0.4\n3,0.3,0.7\n');
      const texts = (text, ...more) => run(['query', text, '--truth', labels, '--predictions', guesses, '--task', 'classes', ...more]);
      assert.equal(texts('not correct', '--columns', 'id,class,predicted_class,score,margin').out.split('\n').length, 4);
      assert.equal(texts('class == "cat" and predicted_class == "dog" and margin < 0.5', '--count').out, '1\n');
      assert.equal(texts('entropy > 0.6', '--count').out, '2\n');
      const values = file('query/values.csv', 'id,value\n1,2.5\n2,4\n');
      const predicted = file('query/predicted.csv', 'id,value\n1,3\n2,4\n');
      assert.equal(run(['query', 'residual > 0', '--truth', values, '--predictions', predicted, '--task', 'values', '--columns', 'id,residual']).out,
        'id\tresidual\n1\t0.5\n');
    },
    'fields that a file has of its images are columns'() {
      const images = truth.images.map((image, i) => ({ ...image, site: 'AB'[i], lux: 5 * i, attributes: { wet: i === 1 } }));
      const rich = file('query/rich.json', { ...truth, images });
      assert.equal(run(['query', 'site == "B" and lux >= 5 and wet', '--truth', rich, '--columns', 'id,site,lux,wet']).out,
        'id\tsite\tlux\twet\n2\tB\t5\ttrue\n');
      assert.equal(run(['query', 'site == "B"', '--truth', rich, '--table', 'truth', '--columns', 'id,site']).out, 'id\tsite\n2\tB\n');
      assert.match(run(['columns', '--truth', rich]).out, /^ {2}lux +integer +"lux", as the ground truth gives it \(0 to 5\)$/m);
    },
    'fields that files have of objects and predictions are columns'() {
      const annotations = truth.annotations.map((one, i) => ({ ...one, attributes: { occluded: i === 0, color: 'red' } }));
      const attributed = file('query/attributed.json', { ...truth, annotations });
      const found = file('query/attributed found.json', first.map((one, i) => ({ ...one, depth: 10 + i })));
      const objects = annotations.length;
      const files = ['--truth', attributed, '--predictions', found];
      assert.equal(run(['query', 'any(truth where occluded)', ...files, '--columns', 'id']).out, 'id\n1\n');
      assert.equal(run(['query', 'color == "red"', '--truth', attributed, '--table', 'truth', '--count']).out, `${objects}\n`);
      assert.equal(run(['query', 'depth > 10', ...files, '--table', 'pred', '--count']).out, `${first.length - 1}\n`);
      const columns = run(['columns', ...files]).out;
      assert.match(columns, /^truth\n(.+\n)* {2}occluded +truth value +"occluded", as the ground truth gives it/m);
      assert.match(columns, /^pred\n(.+\n)* {2}depth +integer +"depth", as the predictions' file gives it/m);
      const measured = (...more) => JSON.parse(run(['evaluate', ...files, '--json', ...more]).out);
      assert.deepEqual(measured('--where', 'occluded').selection,
        { query: 'occluded', restricted_to: 'objects', rows: 1, of: objects });
      const { groups } = measured('--where', 'true', '--where-rows', 'truth', '--group-by', 'occluded');
      assert.deepEqual(groups.groups.map((one) => one.rows).sort(), [1, objects - 1].sort());
    },
    'a query that is wrong is pointed at'() {
      assert.deepEqual(query('scor > 0.5', '--table', 'pred'),
        { code: 2, out: '', err: 'query, character 1: no column `scor`; did you mean `score`?\n  scor > 0.5\n  ^\n' });
      assert.match(query('f1 > 0 and').err, /^query, character 11: expected a column or a value, found the end\.\n/);
      assert.match(query('classes contains "dog"').err, /did you mean "dög"\?/);
      assert.match(query('"猫" = 1').err, /^query, character 5: `=` is no operator; did you mean `==`\?\n {2}"猫" = 1\n {6}\^/);
      assert.equal(query('f1 > 0', '--columns', 'f2').code, 2);
      assert.equal(query('f1 > 0', '--table', 'rows').code, 2);
      assert.equal(query('f1 > 0', '--format', 'xml').code, 2);
      assert.equal(run(['query', 'f1 > 0']).code, 2);
      refused(1, /nowhere\.json/, 'query', 'f1 > 0', '--truth', 'nowhere.json', '--predictions', a);
      assert.equal(query(`${'('.repeat(5000)}`).code, 2);
      assert.match(query(`${'('.repeat(5000)}`).err, /nested deeper than 40 levels/);
    },
    'the language is on one page, the columns in one list'() {
      const help = run(['query', '--help']).out;
      for (const part of ['--truth', '--predictions', '--table', '--columns', '--format', '--count', '--limit', '--draw', 'Grammar', 'Missing']) {
        assert.ok(help.includes(part), part);
      }
      const all = JSON.parse(run(['columns', '--json']).out);
      assert.ok(all.length > 60);
      for (const column of all) {
        assert.deepEqual(Object.keys(column), ['name', 'table', 'type', 'unit', 'range', 'meaning', 'formula', 'source', 'computed_from']);
        assert.notEqual(column.meaning, '');
      }
      const there = JSON.parse(run(['columns', '--json', '--truth', gt, '--predictions', a]).out);
      assert.ok(there.some((one) => one.name === 'error' && one.table === 'pred'));
      assert.ok(!there.some((one) => one.name === 'entropy'));
      const alone = run(['columns', '--truth', gt]).out;
      assert.match(alone, /^truth\n(.*\n)* {2}area +number, px2 +Area as annotated/m);
      assert.doesNotMatch(alone, /f1/);
      assert.equal(run(['columns', '--predictions', a]).code, 2);
    },

    'figures of a selection are those of files with nothing else'() {
      const evaluate = (...more) => run(['evaluate', '--truth', gt, '--predictions', a, '--json', ...more]);
      const whole = JSON.parse(evaluate().out);
      const night = JSON.parse(evaluate('--where', 'file starts with "night/"', '--errors').out);
      assert.deepEqual(night.selection, { query: 'file starts with "night/"', restricted_to: 'samples', rows: 1, of: 2 });
      assert.equal(night.counts.images, 1);
      assert.equal(night.summary.AP.value, 0);
      const alone = file('query/night.json', { ...truth, images: [truth.images[1]], annotations: [truth.annotations[1]] });
      const found = file('query/found.json', [first[1]]);
      const fresh = JSON.parse(run(['evaluate', '--truth', alone, '--predictions', found, '--json', '--errors']).out);
      for (const key of ['summary', 'classes', 'counts', 'errors']) assert.deepEqual(night[key], fresh[key], key);

      // Objects: the dog is ignored, and so is nothing else.
      const cats = JSON.parse(evaluate('--where', 'class == "cat"').out);
      assert.equal(cats.selection.restricted_to, 'objects');
      assert.ok(Math.abs(cats.summary.AP.value - 1) < 1e-12);
      const sure = JSON.parse(evaluate('--where', 'score > 0.85', '--where-rows', 'pred').out);
      assert.deepEqual([sure.selection.restricted_to, sure.selection.rows], ['predictions', 1]);
      assert.equal(whole.selection, undefined);

      const grouped = JSON.parse(evaluate('--group-by', 'width', '--group-by', 'count(truth) > 5').out).groups;
      assert.deepEqual(grouped.groups.map(({ query: words, rows }) => [words, rows]),
        [['width == 100', 1], ['width == 200', 1], ['count(truth) > 5', 0]]);
      assert.deepEqual(grouped.groups.map(({ summary }) => summary.AP50.value), [grouped.groups[0].summary.AP50.value, 0, null]);
      assert.ok(Math.abs(grouped.groups[0].summary.AP50.value - 1) < 1e-12);
      const resampled = JSON.parse(evaluate('--group-by', 'width', '--bootstrap', '20').out).groups.groups[0];
      assert.deepEqual([resampled.summary.AP.interval.method, resampled.summary.AP.interval.resamples], ['bootstrap', 20]);
      assert.equal(resampled.summary.AP.count, 1);
      const ranges = run(['evaluate', '--truth', gt, '--predictions', a, '--group-by', 'width', '--bootstrap', '20']);
      assert.match(ranges.out, /width == 100\n +1\.00-1\.00/);
      const text = run(['evaluate', '--truth', gt, '--predictions', a, '--where', 'width > 100', '--group-by', 'height']);
      assert.match(text.out, / 1 of 2 samples, as files with no others: width > 100\n/);
      assert.match(text.out, /height == 100\n/);
    },

    'a selection that is none says so'() {
      const files = ['--truth', gt, '--predictions', a];
      refused(2, /^--where, character 1: .*widht.*width/, 'evaluate', ...files, '--where', 'widht > 3');
      refused(2, /--where selects objects/, 'evaluate', ...files, '--where', 'class == "cat"', '--errors');
      refused(2, /^--group-by/, 'evaluate', ...files, '--group-by', 'nothing');
      refused(2, /--rules coco, lvis and boundary/, 'evaluate', ...files, '--rules', 'voc', '--where', 'true');
    },
  };
}
