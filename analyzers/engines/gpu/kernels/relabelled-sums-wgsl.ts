/** RELABELLINGS_PER_GROUP is the number of relabellings that one workgroup sums: its threads times their accumulators. */
export const RELABELLINGS_PER_GROUP = 512;

/** SEGMENT_COLUMNS is the number of columns that one workgroup sums in float32; the host adds segments in float64. */
export const SEGMENT_COLUMNS = 4096;

/** TILE_POINTS is the side of the square of the pairwise matrix that a workgroup keeps in shared memory. */
export const TILE_POINTS = 32;

const COMMON = /* wgsl */ `
struct Shape { count: u32, dimension: u32, words: u32, kind: u32, gamma: f32, shift: f32, firstTile: u32, segments: u32 }
@group(0) @binding(0) var<uniform> shape: Shape;
@group(0) @binding(1) var<storage, read> points: array<f32>;

fn similarity(row: u32, column: u32) -> f32 {
  if (row >= shape.count || column >= shape.count || row == column) { return 0.0; }
  var squared = 0.0;
  let a = row * shape.dimension;
  let b = column * shape.dimension;
  for (var axis = 0u; axis < shape.dimension; axis++) {
    let difference = points[a + axis] - points[b + axis];
    squared += difference * difference;
  }
  if (shape.kind == 1u) { return -sqrt(squared) - shape.shift; }
  return exp(-shape.gamma * squared) - shape.shift;
}
`;

/**
 * RELABELLED_SUMS gives s'Ks over 32 rows and one segment of columns for 512 relabellings per workgroup: the tile of K is
 * computed once into shared memory, which gpu.js cannot use, and read by all threads at once. Labels are bits:
 * labels[word * words + relabelling] holds 32 points. Above the diagonal a tile counts twice, below it is left out.
 * Float32: 32 terms per row, 32 rows, then 128 tiles.
 */
export const RELABELLED_SUMS = /* wgsl */ `${COMMON}
@group(0) @binding(2) var<storage, read> labels: array<u32>;
@group(0) @binding(3) var<storage, read_write> sums: array<f32>;
var<workgroup> tile: array<f32, 1024>;

@compute @workgroup_size(128)
fn main(@builtin(workgroup_id) group: vec3<u32>, @builtin(local_invocation_id) local: vec3<u32>) {
  let rowTile = shape.firstTile + group.x;
  let firstRow = rowTile * 32u;
  let base = group.z * 512u + local.x;
  var rows: array<u32, 4>;
  var total: array<f32, 4>;
  for (var k = 0u; k < 4u; k++) {
    rows[k] = labels[rowTile * shape.words + base + k * 128u];
    total[k] = 0.0;
  }
  let tiles = (shape.count + 31u) / 32u;
  let firstTile = max(group.y * 128u, rowTile);
  let lastTile = min(group.y * 128u + 128u, tiles);
  for (var columnTile = firstTile; columnTile < lastTile; columnTile++) {
    workgroupBarrier();
    for (var cell = local.x; cell < 1024u; cell += 128u) {
      tile[cell] = similarity(firstRow + cell / 32u, columnTile * 32u + cell % 32u);
    }
    workgroupBarrier();
    var columns: array<u32, 4>;
    var sum: array<f32, 4>;
    for (var k = 0u; k < 4u; k++) {
      columns[k] = labels[columnTile * shape.words + base + k * 128u];
      sum[k] = 0.0;
    }
    for (var row = 0u; row < 32u; row++) {
      var inner = vec4<f32>(0.0);
      for (var column = 0u; column < 32u; column++) {
        let value = tile[row * 32u + column];
        let bits = vec4<u32>(columns[0], columns[1], columns[2], columns[3]) >> vec4<u32>(column);
        inner += select(vec4<f32>(0.0), vec4<f32>(value), (bits & vec4<u32>(1u)) == vec4<u32>(1u));
      }
      for (var k = 0u; k < 4u; k++) {
        if (((rows[k] >> row) & 1u) == 1u) { sum[k] += inner[k]; }
      }
    }
    let weight = select(2.0, 1.0, columnTile == rowTile);
    for (var k = 0u; k < 4u; k++) { total[k] += weight * sum[k]; }
  }
  for (var k = 0u; k < 4u; k++) {
    sums[(group.x * shape.segments + group.y) * shape.words + base + k * 128u] = total[k];
  }
}
`;

/** ROW_SUMS gives the sum of each row of the pairwise matrix over one segment of columns. Float32: 4,096 terms. */
export const ROW_SUMS = /* wgsl */ `${COMMON}
@group(0) @binding(3) var<storage, read_write> sums: array<f32>;

@compute @workgroup_size(64)
fn main(@builtin(global_invocation_id) id: vec3<u32>) {
  if (id.x >= shape.count) { return; }
  var sum = 0.0;
  let first = id.y * 4096u;
  let last = min(first + 4096u, shape.count);
  for (var column = first; column < last; column++) { sum += similarity(id.x, column); }
  sums[id.y * shape.count + id.x] = sum;
}
`;
