package org.outeffhop.model.checkpoint;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.outeffhop.model.ConfigFile;
import org.outeffhop.model.Model;
import org.outeffhop.model.ModelConfig;
import org.outeffhop.model.ModelNames;
import org.outeffhop.tensor.TensorScope;
import org.outeffhop.tensor.Tensors;

/** A checkpoint's open files, from which an empty model is filled. */
final class CheckpointReader implements AutoCloseable {
  private final Path folder;
  private final ModelNames names;
  private final CheckpointWeights files;
  private final boolean headless;

  private CheckpointReader(
      Path folder, ModelNames names, CheckpointWeights files, boolean headless) {
    this.folder = folder;
    this.names = names;
    this.files = files;
    this.headless = headless;
  }

  /** Opens the weights of a checkpoint whose config was read. */
  static CheckpointReader open(Path folder, ConfigFile settings, ModelConfig config) {
    Path file = settings.file();
    ModelNames names = config.type().names();
    String architecture = settings.architecture();
    if (!architecture.isEmpty() && !names.architectures().contains(architecture)) {
      throw new IllegalArgumentException(
          file
              + ": architectures is "
              + architecture
              + "; with model_type "
              + config.type()
              + " it can be "
              + String.join(", ", names.architectures()));
    }
    CheckpointWeights files = CheckpointWeights.open(folder);
    try {
      requireLayers(file, config, files);
      boolean headless = names.isHeadless(architecture, files.names());
      return new CheckpointReader(folder, names, files, headless);
    } catch (RuntimeException e) {
      files.close();
      throw e;
    }
  }

  /** A hostile number of layers would fill the memory before a name is missed. */
  private static void requireLayers(Path file, ModelConfig config, CheckpointWeights files) {
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

  /** Whether the model is to have no head. */
  boolean headless() {
    return headless;
  }

  /** Gives a model whose parameters are not allocated its weights, or closes it. */
  CheckpointContents fill(Model model) {
    try {
      WeightPlan plan = WeightPlan.of(folder, shapes(model), files, names, headless);
      load(model, plan);
      return new CheckpointContents(folder, types(plan), plan.leftOut());
    } catch (RuntimeException e) {
      model.close();
      throw e;
    }
  }

  private static Map<String, long[]> shapes(Model model) {
    Map<String, long[]> shapes = new LinkedHashMap<>();
    model.parameters().asMap().forEach((name, tensor) -> shapes.put(name, Tensors.shape(tensor)));
    return shapes;
  }

  private void load(Model model, WeightPlan plan) {
    plan.sources()
        .forEach(
            (name, source) -> {
              try (TensorScope scope = TensorScope.open()) {
                model.parameters().adopt(name, finite(source));
              }
            });
    plan.copies()
        .forEach(
            (source, name) -> {
              try (TensorScope scope = TensorScope.open()) {
                requireSame(source, name, finite(source), model);
              }
            });
  }

  private Tensor finite(String source) {
    Tensor values = files.of(source).read(source).to(ScalarType.Float);
    if (!Tensors.isFinite(values)) {
      throw new IllegalArgumentException(
          files.file(source) + ": tensor '" + source + "' contains NaN or infinity");
    }
    return values;
  }

  private static void requireSame(String source, String name, Tensor values, Model model) {
    if (!values.equal(model.parameters().asMap().get(name))) {
      throw new IllegalArgumentException(
          "tensor '"
              + source
              + "' differs from "
              + name
              + ", but config.json ties them (tie_word_embeddings)");
    }
  }

  private Map<String, Long> types(WeightPlan plan) {
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

  @Override
  public void close() {
    files.close();
  }
}
