package org.outeffhop.cli.builtin;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.outeffhop.hopfield.AttentionConfig;
import org.outeffhop.hopfield.AttentionMethod;
import org.outeffhop.model.BertConfig;
import org.outeffhop.model.BertEncoder;
import org.outeffhop.model.checkpoint.CheckpointWriter;
import org.outeffhop.model.checkpoint.OnnxBertWeights;
import org.outeffhop.tensor.TensorScope;

/**
 * A sentence encoder as its publishers exported it: {@code NAME.onnx} and {@code
 * NAME-tokenizer.json}.
 *
 * @param config its shape, which the graph does not say
 * @param settings how it makes embeddings, which the graph does not say either; without them it is
 *     the mean of the last hidden states
 */
record OnnxEncoder(String name, BertConfig config, Optional<EmbeddingSettings> settings) {
  /** Contents of files by their names. */
  @FunctionalInterface
  interface Files {
    byte[] read(String file) throws IOException;
  }

  /** An encoder of MiniLM's width, 384, with 12 heads. */
  static OnnxEncoder ofMiniLmsWidth(String name, int layers, Optional<EmbeddingSettings> settings) {
    BertConfig six = BertConfig.miniLm(AttentionConfig.bert(AttentionMethod.VANILLA));
    BertConfig config =
        six.withSize(
            layers, six.hiddenSize(), six.numAttentionHeads(), six.maxPositionEmbeddings());
    return new OnnxEncoder(name, config, settings);
  }

  /** Writes it as a Hugging Face folder, {@code config.json} last. */
  void write(Path folder, Files files) throws IOException {
    if (settings.isPresent()) {
      settings.get().write(folder, config.hiddenSize());
    }
    try (TensorScope scope = TensorScope.open();
        BertEncoder model = new BertEncoder(config)) {
      model.parameters().load(OnnxBertWeights.read(files.read(name + ".onnx")));
      CheckpointWriter.FLOAT32.writeWithTokenizer(
          folder, config, model, files.read(name + "-tokenizer.json"));
    }
  }
}
