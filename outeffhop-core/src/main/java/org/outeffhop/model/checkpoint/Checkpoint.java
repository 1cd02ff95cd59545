package org.outeffhop.model.checkpoint;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.outeffhop.hopfield.AttentionMethod;
import org.outeffhop.model.BertConfig;
import org.outeffhop.model.BertEncoder;
import org.outeffhop.model.LanguageModelConfig;
import org.outeffhop.model.TokenModel;
import org.outeffhop.tensor.Parameters;
import org.outeffhop.tensor.TensorScope;
import org.outeffhop.tensor.Tensors;

/**
 * A model in a folder as Hugging Face's libraries write it: {@code config.json}, the weights as
 * {@link WeightFiles} finds them, and most often {@code tokenizer.json}.
 *
 * <p>Reading is strict: every tensor is used once, every shape is checked, and no memory is taken
 * for weights before names and shapes are known to fit. Weights in F16 and BF16 become float32.
 *
 * @param folder where it was read from
 * @param config the model's shape and attention
 * @param architecture Hugging Face's name of the class
 * @param model the model, closed with the checkpoint
 * @param types the number of scalars in the files, by element type
 * @param leftOut tensors of the files that the model does not have, such as BERT's pooler
 */
public record Checkpoint(
    Path folder,
    LanguageModelConfig config,
    String architecture,
    TokenModel model,
    Map<String, Long> types,
    List<String> leftOut)
    implements AutoCloseable {
  private static final String CONFIG = "config.json";
  private static final String ENCODER = "BertModel";
  private static final Set<String> ARCHITECTURES =
      Set.of("BertForMaskedLM", "BertForPreTraining", ENCODER, "OPTForCausalLM", "OPTModel");

  /** Reads a checkpoint that says its attention method, or whose method is vanilla. */
  public static Checkpoint read(Path folder) {
    return read(folder, Optional.empty());
  }

  /**
   * Reads a checkpoint.
   *
   * @param method the attention method where {@code config.json} does not say it
   * @throws IllegalArgumentException if anything is missing, damaged, unknown, not finite or of
   *     another shape; the message names it, and nothing stays loaded
   */
  public static Checkpoint read(Path folder, Optional<AttentionMethod> method) {
    if (!Files.isDirectory(folder)) {
      throw new IllegalArgumentException("there is no folder " + folder);
    }
    Path file = folder.resolve(CONFIG);
    LanguageModelConfig config = LanguageModelConfig.read(file, method);
    String architecture = LanguageModelConfig.architecture(file);
    if (!architecture.isEmpty() && !ARCHITECTURES.contains(architecture)) {
      throw new IllegalArgumentException(
          file
              + ": architectures is "
              + architecture
              + "; it can be "
              + String.join(", ", ARCHITECTURES.stream().sorted().toList()));
    }
    try (WeightFiles files = WeightFiles.open(folder)) {
      requireLayers(file, config, files);
      boolean headless = isHeadless(config, architecture, files);
      TokenModel model =
          headless
              ? new BertEncoder((BertConfig) config, Parameters.unallocated())
              : config.create(Parameters.unallocated());
      try {
        WeightPlan plan = WeightPlan.of(folder, shapes(model), files, headless);
        load(model, plan, files);
        return new Checkpoint(
            folder,
            config,
            headless ? ENCODER : CheckpointWriter.architecture(config, model),
            model,
            types(plan, files),
            plan.leftOut());
      } catch (RuntimeException e) {
        model.close();
        throw e;
      }
    }
  }

  /** A hostile number of layers would fill the memory before a name is missed. */
  private static void requireLayers(Path file, LanguageModelConfig config, WeightFiles files) {
    if (config.numHiddenLayers() > files.names().size()) {
      throw new IllegalArgumentException(
          file
              + ": num_hidden_layers is "
              + config.numHiddenLayers()
              + ", but the weights are "
              + files.names().size()
              + " tensors");
    }
  }

  private static boolean isHeadless(
      LanguageModelConfig config, String architecture, WeightFiles files) {
    return config instanceof BertConfig
        && (architecture.equals(ENCODER)
            || architecture.isEmpty()
                && files.names().stream().noneMatch(name -> name.contains("cls.predictions.")));
  }

  private static Map<String, long[]> shapes(TokenModel model) {
    Map<String, long[]> shapes = new LinkedHashMap<>();
    model.parameters().asMap().forEach((name, tensor) -> shapes.put(name, Tensors.shape(tensor)));
    return shapes;
  }

  private static void load(TokenModel model, WeightPlan plan, WeightFiles files) {
    plan.sources()
        .forEach(
            (name, source) -> {
              try (TensorScope scope = TensorScope.open()) {
                model.parameters().adopt(name, finite(source, files));
              }
            });
    plan.copies()
        .forEach(
            (source, name) -> {
              try (TensorScope scope = TensorScope.open()) {
                requireSame(source, name, finite(source, files), model);
              }
            });
  }

  private static Tensor finite(String source, WeightFiles files) {
    Tensor values = files.of(source).read(source).to(ScalarType.Float);
    if (Tensors.item(values.isfinite().all()) == 0) {
      throw new IllegalArgumentException(
          files.file(source) + ": tensor '" + source + "' holds NaN or infinity");
    }
    return values;
  }

  private static void requireSame(String source, String name, Tensor values, TokenModel model) {
    if (!values.equal(model.parameters().asMap().get(name))) {
      throw new IllegalArgumentException(
          "tensor '"
              + source
              + "' differs from "
              + name
              + ", but config.json ties them (tie_word_embeddings)");
    }
  }

  private static Map<String, Long> types(WeightPlan plan, WeightFiles files) {
    Map<String, Long> types = new TreeMap<>();
    for (String source : plan.sources().values()) {
      long count = 1;
      for (long size : files.of(source).shape(source)) {
        count *= size;
      }
      types.merge(files.of(source).typeName(source), count, Long::sum);
    }
    return types;
  }

  /** The tokenizer's file, which need not be there. */
  public Path tokenizerJson() {
    return folder.resolve(CheckpointWriter.TOKENIZER);
  }

  @Override
  public void close() {
    model.close();
  }
}
