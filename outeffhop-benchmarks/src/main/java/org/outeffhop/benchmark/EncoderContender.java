package org.outeffhop.benchmark;

import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.outeffhop.experiment.execution.Contender;
import org.outeffhop.experiment.execution.ExecutedModel;
import org.outeffhop.runtime.OnnxInput;
import org.outeffhop.tensor.TensorScope;

/** One graph on the same tokens again and again. */
final class EncoderContender implements Contender, AutoCloseable {
  private final String name;
  private final ExecutedModel model;
  private final Map<String, OnnxInput> inputs;

  EncoderContender(String name, ExecutedModel model, Tensor tokens) {
    this.name = name;
    this.model = model;
    inputs = model.inputs(tokens);
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public List<Double> run() {
    try (TensorScope scope = TensorScope.open()) {
      long start = System.nanoTime();
      model.of(inputs);
      return List.of((System.nanoTime() - start) / 1e9);
    }
  }

  @Override
  public void close() {
    model.close();
  }
}
