package org.outeffhop.benchmark;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.outeffhop.experiment.execution.Contender;
import org.outeffhop.runtime.OnnxInput;
import org.outeffhop.runtime.OnnxModel;

/** One exported BERT on random tokens without padding. */
final class OnnxContender implements Contender, AutoCloseable {
  private final String precision;
  private final OnnxModel model;
  private final Map<String, OnnxInput> inputs = new LinkedHashMap<>();

  OnnxContender(String precision, Path file, int threads, int vocabulary, int batch, int length)
      throws IOException {
    this.precision = precision;
    long[] ids = new Random(1).longs((long) batch * length, 0, vocabulary).toArray();
    long[] ones = new long[ids.length];
    Arrays.fill(ones, 1);
    inputs.put("input_ids", OnnxInput.of(ids, batch, length));
    inputs.put("attention_mask", OnnxInput.of(ones, batch, length));
    inputs.put("token_type_ids", OnnxInput.of(new long[ids.length], batch, length));
    model = OnnxModel.open(file, threads);
  }

  @Override
  public String name() {
    return precision;
  }

  @Override
  public List<Double> run() {
    long start = System.nanoTime();
    model.run(inputs);
    return List.of((System.nanoTime() - start) / 1e9);
  }

  @Override
  public void close() {
    model.close();
  }
}
