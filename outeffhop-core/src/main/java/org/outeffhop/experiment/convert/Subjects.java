package org.outeffhop.experiment.convert;

import java.io.IOException;
import java.nio.file.Path;
import org.outeffhop.data.EncodedText;
import org.outeffhop.data.Sentences;
import org.outeffhop.data.TextTokenizer;
import org.outeffhop.data.image.ImageData;
import org.outeffhop.experiment.image.StoredImages;
import org.outeffhop.experiment.run.DataSources;
import org.outeffhop.experiment.run.RunData;
import org.outeffhop.experiment.text.StoredTexts;
import org.outeffhop.experiment.text.TextRecipe;
import org.outeffhop.experiment.text.TokenizerKinds;
import org.outeffhop.model.BertConfig;
import org.outeffhop.model.BertEncoder;
import org.outeffhop.model.DataKind;
import org.outeffhop.model.LanguageModel;
import org.outeffhop.model.LanguageModelConfig;
import org.outeffhop.model.Model;
import org.outeffhop.model.VisionTransformer;
import org.outeffhop.model.VisionTransformerConfig;
import org.outeffhop.progress.Progress;

/** Reads the data of a conversion. */
record Subjects(ConversionSource source, DataSources data, int maxLength, Progress progress) {
  /**
   * The source's model with the data of its kind.
   *
   * @throws IllegalArgumentException if they do not fit
   */
  Subject<?, ?> read() throws IOException {
    Model model = source.checkpoint().model();
    if (source.checkpoint().config() instanceof VisionTransformerConfig images) {
      return images(images, (VisionTransformer) model);
    }
    LanguageModelConfig config = (LanguageModelConfig) source.checkpoint().config();
    requireLength(config);
    return model instanceof BertEncoder encoder
        ? sentences((BertConfig) config, encoder)
        : text(config, (LanguageModel) model);
  }

  private void requireLength(LanguageModelConfig config) {
    if (maxLength > config.maxPositionEmbeddings()) {
      throw new IllegalArgumentException(
          "length is %d; max_position_embeddings of %s is %d"
              .formatted(maxLength, source.name(), config.maxPositionEmbeddings()));
    }
  }

  private Subject<?, ?> sentences(BertConfig config, BertEncoder model) {
    Sentences.Parts texts =
        Sentences.read(
            data.text(),
            source.folder(),
            maxLength,
            TextRecipe.HELD_OUT,
            TextRecipe.TEXT_SEED,
            progress);
    return new SentenceSubject(config, model, named(), texts, tokenizer());
  }

  private Subject<?, ?> text(LanguageModelConfig config, LanguageModel model) {
    EncodedText.Parts text =
        EncodedText.parts(
            data.text(),
            source.folder(),
            TokenizerKinds.of(config.type()),
            maxLength,
            TextRecipe.HELD_OUT,
            TextRecipe.TEXT_SEED,
            progress);
    StoredTexts.requireFit(source.folder(), config, text.heldOut().vocabularySize());
    return new TextSubject(config, model, named(), text, tokenizer());
  }

  private Subject<?, ?> images(VisionTransformerConfig config, VisionTransformer model)
      throws IOException {
    ImageData images = StoredImages.read(source.folder(), config, data.images());
    return new ImageSubject(config, model, named(), images);
  }

  private RunData named() {
    return new RunData(
        source.data() == DataKind.IMAGES ? data.images().name() : data.text().name(), false);
  }

  /** Null where the tokenizer is in other files than {@code tokenizer.json}. */
  private Path tokenizer() {
    return TextTokenizer.file(source.folder())
        .filter(file -> file.endsWith("tokenizer.json"))
        .orElse(null);
  }
}
