package org.outeffhop.experiment.text;

import java.nio.file.Path;
import org.bytedeco.pytorch.Device;
import org.outeffhop.data.TextConfig;
import org.outeffhop.data.TextCorpus;
import org.outeffhop.data.TextDataset;
import org.outeffhop.data.TokenizerKind;
import org.outeffhop.experiment.run.PreparedWorkload;
import org.outeffhop.experiment.run.RunSpec;
import org.outeffhop.experiment.run.TrainingTask;
import org.outeffhop.experiment.run.Workload;
import org.outeffhop.model.BertConfig;
import org.outeffhop.model.LanguageModel;
import org.outeffhop.progress.Progress;
import org.outeffhop.tensor.Parameters;

/**
 * A language model and its text.
 *
 * @param cache the folder of encoded text
 */
record TextWorkload(TextRecipe recipe, TextCorpus corpus, Path cache) implements Workload {
  @Override
  public String dataName() {
    return corpus.name();
  }

  @Override
  public String data() {
    return TextRecipe.fingerprinted(corpus);
  }

  @Override
  public PreparedWorkload prepare(Progress progress) {
    TokenizerKind tokenizer =
        recipe.model() instanceof BertConfig ? TokenizerKind.WORD_PIECE : TokenizerKind.BYTE_PAIR;
    TextConfig text =
        new TextConfig(
            tokenizer,
            recipe.model().vocabSize(),
            recipe.length(),
            TextRecipe.HELD_OUT,
            TextRecipe.TEXT_SEED);
    return new Prepared(recipe, TextDataset.prepare(corpus, text, cache, progress));
  }

  private record Prepared(TextRecipe recipe, TextDataset data) implements PreparedWorkload {
    @Override
    public long steps() {
      return recipe.training().steps();
    }

    @Override
    public long parameters(RunSpec run) {
      try (LanguageModel model =
          TextTask.config(recipe, run, data).create(Parameters.unallocated())) {
        return model.parameters().count();
      }
    }

    @Override
    public TrainingTask task(RunSpec run, Device device) {
      return new TextTask(recipe, run, data, device);
    }

    @Override
    public void close() {}
  }
}
