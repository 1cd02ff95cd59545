package org.outeffhop.cli.builtin;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import org.outeffhop.hopfield.AttentionConfig;
import org.outeffhop.hopfield.AttentionMethod;
import org.outeffhop.model.BertConfig;
import org.outeffhop.model.BertEncoder;
import org.outeffhop.model.checkpoint.CheckpointWriter;
import org.outeffhop.model.checkpoint.OnnxBertWeights;
import org.outeffhop.progress.Progress;
import org.outeffhop.tensor.TensorScope;

/**
 * A sentence encoder of MiniLM's shape whose graph and tokenizer are resources.
 *
 * @param name of the resources {@code NAME.onnx} and {@code NAME-tokenizer.json}
 */
record BundledEncoder(String name) implements BuiltinModel.Source {
  private static final BertConfig CONFIG =
      BertConfig.miniLm(AttentionConfig.bert(AttentionMethod.VANILLA));

  @Override
  public void write(Path folder, Path temporary, Progress progress) throws IOException {
    try (TensorScope scope = TensorScope.open();
        BertEncoder model = new BertEncoder(CONFIG)) {
      model.parameters().load(OnnxBertWeights.read(resource(name + ".onnx")));
      CheckpointWriter.FLOAT32.writeWithTokenizer(
          folder, CONFIG, model, resource(name + "-tokenizer.json"));
    }
  }

  private static byte[] resource(String file) throws IOException {
    try (InputStream in = BundledEncoder.class.getResourceAsStream("/" + file)) {
      return in.readAllBytes();
    }
  }
}
