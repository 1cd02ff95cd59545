package org.outeffhop.model;

import java.util.Arrays;
import java.util.function.Function;
import java.util.function.Predicate;
import org.outeffhop.naming.Named;

/**
 * The kinds of models, and for each of them what else depends on the kind: what it is for, what its
 * tokens are, how its {@code config.json} is read, and what checkpoints call its tensors.
 *
 * <p>This is the only list of them. The name of a type is Hugging Face's {@code model_type}.
 */
public enum ModelType {
  /** Masked language model. */
  BERT(PipelineTag.FILL_MASK, Subwords.WORD_PIECES, BertConfig::read, BertConfig.NAMES),
  /** Causal language model. */
  OPT(PipelineTag.TEXT_GENERATION, Subwords.BYTE_PAIRS, OptConfig::read, OptConfig.NAMES),
  /** Causal language model of today's kind: rotary positions, gated perceptrons. */
  LLAMA(PipelineTag.TEXT_GENERATION, Subwords.BYTE_PAIRS, LlamaConfig::read, LlamaConfig.NAMES),
  /** Causal language model whose files store linear layers the other way round. */
  GPT2(PipelineTag.TEXT_GENERATION, Subwords.BYTE_PAIRS, Gpt2Config::read, Gpt2Config.NAMES),
  /** Vision transformer, a classifier of images. */
  VIT(
      PipelineTag.IMAGE_CLASSIFICATION,
      Subwords.NONE,
      VisionTransformerConfig::read,
      VisionTransformerConfig.NAMES),
  /** STanHop-Net, which forecasts several series. */
  STANHOP(
      PipelineTag.TIME_SERIES_FORECASTING, Subwords.NONE, StanHopConfig::read, StanHopConfig.NAMES);

  private final PipelineTag task;
  private final Subwords subwords;
  private final Function<ConfigFields, ModelConfig> reader;
  private final ModelNames names;

  ModelType(
      PipelineTag task,
      Subwords subwords,
      Function<ConfigFields, ModelConfig> reader,
      ModelNames names) {
    this.task = task;
    this.subwords = subwords;
    this.reader = reader;
    this.names = names;
  }

  /** What it is for. */
  public PipelineTag task() {
    return task;
  }

  /** What it is trained on. */
  public DataKind data() {
    return task.data();
  }

  /** Whether it goes on with a text, every token being told from those before it. */
  public boolean isCausal() {
    return task == PipelineTag.TEXT_GENERATION;
  }

  /** What its tokens are. */
  public Subwords subwords() {
    return subwords;
  }

  /** What checkpoints call its classes and tensors. */
  public ModelNames names() {
    return names;
  }

  /** A config from the fields of {@code config.json}. */
  ModelConfig read(ConfigFields fields) {
    return fields.checked(reader);
  }

  /**
   * The type of a name as printed.
   *
   * @throws IllegalArgumentException that lists the choices
   */
  public static ModelType of(String name) {
    return Named.value("model", values(), name);
  }

  /** The names of some types, for messages: {@code bert, opt, llama}. */
  public static String list(Predicate<ModelType> chosen) {
    return Named.list(Arrays.stream(values()).filter(chosen).toList());
  }

  @Override
  public String toString() {
    return Named.of(this);
  }
}
