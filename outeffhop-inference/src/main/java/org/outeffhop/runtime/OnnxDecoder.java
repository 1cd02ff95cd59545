package org.outeffhop.runtime;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import ai.onnxruntime.TensorInfo;
import java.nio.FloatBuffer;
import java.nio.LongBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** One sequence in a decoder with a cache: what it computed for earlier tokens is kept. */
public final class OnnxDecoder implements AutoCloseable {
  private final OrtEnvironment environment = OnnxRuntime.environment();
  private final OrtSession session;
  private OrtSession.Result last;
  private int seen;

  OnnxDecoder(OrtSession session) {
    this.session = session;
  }

  /** How many tokens it has seen. */
  public int seen() {
    return seen;
  }

  /**
   * The scores of what follows some more tokens.
   *
   * @param ids at least one
   * @return one for each token of the vocabulary
   */
  public float[] next(long[] ids) {
    List<OnnxTensor> made = new ArrayList<>();
    try {
      Map<String, OnnxTensor> inputs = inputs(ids, made);
      OrtSession.Result result = session.run(inputs);
      free();
      last = result;
      seen += ids.length;
      FloatBuffer logits = ((OnnxTensor) result.get(0)).getFloatBuffer();
      float[] scores = new float[logits.remaining() / ids.length];
      logits.position(logits.remaining() - scores.length).get(scores);
      return scores;
    } catch (OrtException e) {
      throw new IllegalArgumentException(
          "ONNX Runtime cannot run the decoder: " + e.getMessage(), e);
    } finally {
      made.forEach(OnnxTensor::close);
    }
  }

  private Map<String, OnnxTensor> inputs(long[] ids, List<OnnxTensor> made) throws OrtException {
    Map<String, OnnxTensor> inputs = new LinkedHashMap<>();
    long[] visible = new long[seen + ids.length];
    Arrays.fill(visible, 1);
    inputs.put("input_ids", made(made, ids));
    inputs.put("attention_mask", made(made, visible));
    for (String name : session.getInputNames()) {
      if (name.startsWith(GraphNames.PAST)) {
        inputs.put(name, past(name, made));
      }
    }
    return inputs;
  }

  private OnnxTensor made(List<OnnxTensor> made, long[] values) throws OrtException {
    long[] shape = {1, values.length};
    made.add(OnnxTensor.createTensor(environment, LongBuffer.wrap(values), shape));
    return made.get(made.size() - 1);
  }

  /** What the last step gave, at first nothing. */
  private OnnxTensor past(String name, List<OnnxTensor> made) throws OrtException {
    if (last != null) {
      return (OnnxTensor)
          last.get(GraphNames.PRESENT + name.substring(GraphNames.PAST.length())).orElseThrow();
    }
    long[] shape = ((TensorInfo) session.getInputInfo().get(name).getInfo()).getShape().clone();
    shape[0] = 1;
    shape[2] = 0;
    made.add(OnnxTensor.createTensor(environment, FloatBuffer.allocate(0), shape));
    return made.get(made.size() - 1);
  }

  private void free() {
    if (last != null) {
      last.close();
      last = null;
    }
  }

  @Override
  public void close() {
    free();
  }
}
