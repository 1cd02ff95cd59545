package org.outeffhop.hopfield;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.outeffhop.tensor.MappedSafeTensors;
import org.outeffhop.tensor.SafeTensors;
import org.outeffhop.tensor.TensorScope;
import org.outeffhop.tensor.Tensors;

/**
 * A memory's file: a safetensors file with {@code keys} [M, D], {@code values} [M, D_v] where there
 * are any, {@code no_ops} [M], and the settings in its metadata.
 */
final class MemoryFile {
  private static final String FORMAT = "outeffhop.associative_memory.1";

  private MemoryFile() {}

  static void write(Path file, AssociativeMemory memory) {
    Map<String, SafeTensors.Source> tensors = new LinkedHashMap<>();
    tensors.put("keys", new Blocks(memory.pairs().keys()));
    if (memory.pairs().values() != null) {
      tensors.put("values", new Blocks(memory.pairs().values()));
    }
    tensors.put("no_ops", new Marks(memory.noOps()));
    SafeTensors.writeSources(file, tensors, settings(memory));
  }

  /** A store's patterns, block by block. */
  private record Blocks(PatternStore patterns) implements SafeTensors.Source {
    private static final long BLOCK = BlockwiseAssociation.BLOCK;

    @Override
    public ScalarType type() {
      return patterns.type();
    }

    @Override
    public long[] shape() {
      return new long[] {patterns.count(), patterns.dimension()};
    }

    @Override
    public long partCount() {
      return (patterns.count() + BLOCK - 1) / BLOCK;
    }

    @Override
    public Tensor part(long index) {
      long first = index * BLOCK;
      return patterns.rows(first, Math.min(BLOCK, patterns.count() - first));
    }
  }

  /** Which patterns are no-ops, as one part. */
  private record Marks(boolean[] noOps) implements SafeTensors.Source {
    @Override
    public ScalarType type() {
      return ScalarType.Bool;
    }

    @Override
    public long[] shape() {
      return new long[] {noOps.length};
    }

    @Override
    public long partCount() {
      return 1;
    }

    @Override
    public Tensor part(long index) {
      double[] marks = new double[noOps.length];
      for (int i = 0; i < marks.length; i++) {
        marks[i] = noOps[i] ? 1 : 0;
      }
      return Tensors.of(marks, marks.length).to(ScalarType.Bool);
    }
  }

  private static Map<String, String> settings(AssociativeMemory memory) {
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put("format", FORMAT);
    settings.put("softmax", SoftmaxNames.of(memory.softmax()));
    settings.put("beta", Double.toString(memory.beta()));
    AbstentionThreshold threshold = memory.threshold();
    settings.put("abstain_above", Double.toString(threshold.noOpMass()));
    settings.put("known_answered", Double.toString(threshold.knownAnswered()));
    settings.put("unknown_refused", Double.toString(threshold.unknownRefused()));
    return settings;
  }

  static AssociativeMemory read(Path file, boolean mapped) {
    MappedSafeTensors open = MappedSafeTensors.open(file);
    boolean keepOpen = false;
    try {
      AssociativeMemory memory = memory(file, open, mapped);
      keepOpen = mapped;
      return memory;
    } finally {
      if (!keepOpen) {
        open.close();
      }
    }
  }

  private static AssociativeMemory memory(Path file, MappedSafeTensors open, boolean mapped) {
    if (!FORMAT.equals(open.metadata().get("format")) || !open.names().contains("no_ops")) {
      throw new IllegalArgumentException(
          file + " holds no associative memory: its metadata has no format '" + FORMAT + "'");
    }
    MappedPatterns keys = new MappedPatterns(open, "keys");
    MappedPatterns values =
        open.names().contains("values") ? new MappedPatterns(open, "values") : null;
    requireCount(file, "no_ops", open.shape("no_ops")[0], keys.count());
    if (values != null) {
      requireCount(file, "values", values.count(), keys.count());
    }
    AssociativeMemory memory =
        new AssociativeMemory(
            SoftmaxNames.softmax(setting(file, open, "softmax")),
            number(file, open, "beta"),
            mapped ? new StoredPairs(keys, values, open::close) : copy(keys, values),
            marks(open),
            new AbstentionThreshold(
                number(file, open, "abstain_above"),
                number(file, open, "known_answered"),
                number(file, open, "unknown_refused")));
    memory.network();
    return memory;
  }

  private static StoredPairs copy(PatternStore keys, PatternStore values) {
    Blocks blocks = new Blocks(keys);
    StoredPairs pairs = null;
    for (long index = 0; index < blocks.partCount(); index++) {
      try (TensorScope scope = TensorScope.open()) {
        Tensor keyRows = blocks.part(index);
        Tensor valueRows = values == null ? null : new Blocks(values).part(index);
        pairs = pairs == null ? StoredPairs.empty(keyRows, valueRows) : pairs;
        pairs.add(keyRows, valueRows);
      }
    }
    return pairs;
  }

  private static void requireCount(Path file, String name, long count, long keys) {
    if (count != keys) {
      throw new IllegalArgumentException(
          "%s: there are %d keys, but %s has %d entries".formatted(file, keys, name, count));
    }
  }

  private static String setting(Path file, MappedSafeTensors open, String name) {
    String value = open.metadata().get(name);
    if (value == null) {
      throw new IllegalArgumentException(file + ": its metadata has no '" + name + "'");
    }
    return value;
  }

  private static double number(Path file, MappedSafeTensors open, String name) {
    String value = setting(file, open, name);
    try {
      return Double.parseDouble(value);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          file + ": its metadata has " + name + " '" + value + "', not a number", e);
    }
  }

  private static boolean[] marks(MappedSafeTensors open) {
    try (TensorScope scope = TensorScope.open()) {
      double[] marks = Tensors.toDoubles(open.rows("no_ops", 0, open.shape("no_ops")[0]));
      boolean[] noOps = new boolean[marks.length];
      for (int i = 0; i < marks.length; i++) {
        noOps[i] = marks[i] != 0;
      }
      return noOps;
    }
  }
}
