package org.outeffhop.experiment.execution;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.outeffhop.export.TorchValues;
import org.outeffhop.runtime.OnnxInput;
import org.outeffhop.runtime.OnnxModel;

/** An exported model as a function from tokens without padding, images or series. */
public final class ExecutedModel implements AutoCloseable {
  private static final String TOKENS = "input_ids";
  private static final String VISIBLE = "attention_mask";
  private static final String TYPES = "token_type_ids";

  private final OnnxModel model;

  ExecutedModel(Path file, int threads) throws IOException {
    this(OnnxModel.open(file, threads));
  }

  /** A graph that is open; closing this closes it. */
  public ExecutedModel(OnnxModel model) {
    this.model = model;
  }

  /** The graph's output. */
  public Tensor of(Tensor given) {
    return of(inputs(given));
  }

  /** The same of inputs that are made already. */
  public Tensor of(Map<String, OnnxInput> inputs) {
    return TorchValues.run(model, inputs);
  }

  /** All inputs of the graph. */
  public Map<String, OnnxInput> inputs(Tensor given) {
    OnnxInput value = TorchValues.input(given);
    Map<String, OnnxInput> inputs = new LinkedHashMap<>();
    if (!model.inputs().contains(TOKENS)) {
      inputs.put(model.inputs().iterator().next(), value);
      return inputs;
    }
    long[] ones = new long[value.longs().length];
    Arrays.fill(ones, 1);
    inputs.put(TOKENS, value);
    inputs.put(VISIBLE, OnnxInput.of(ones, value.shape()));
    if (model.inputs().contains(TYPES)) {
      inputs.put(TYPES, OnnxInput.of(new long[ones.length], value.shape()));
    }
    return inputs;
  }

  @Override
  public void close() {
    model.close();
  }
}
