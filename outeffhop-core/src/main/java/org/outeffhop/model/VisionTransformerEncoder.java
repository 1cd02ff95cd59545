package org.outeffhop.model;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.outeffhop.nn.ForwardContext;
import org.outeffhop.nn.Linear;
import org.outeffhop.nn.Norm;
import org.outeffhop.tensor.Parameters;
import org.outeffhop.tensor.TensorScope;
import org.outeffhop.tensor.Tensors;

/**
 * A vision transformer without a head; Dosovitskiy et al., ICLR 2021 (arXiv 2010.11929). Names are
 * those that Hugging Face's {@code ViTModel} has within {@code ViTForImageClassification}; its
 * pooler is left out. Register tokens (Darcet et al., ICLR 2024, arXiv 2309.16588), which come
 * after the class token and have no position, have the name of its {@code Dinov2WithRegisters}.
 */
public final class VisionTransformerEncoder implements ImageModel {
  private static final String EMBEDDED = "vit.embeddings";
  private static final String EMBEDDINGS = EMBEDDED + ".";
  private static final String PROJECTION = EMBEDDINGS + "patch_embeddings.projection";
  private static final String LAYER = "vit.encoder.layer.";
  private static final String NORM = "vit.layernorm";

  private final Parameters parameters;
  private final VisionTransformerConfig config;
  private final Tensor classToken;
  private final Tensor registerTokens;
  private final Tensor positions;
  private final Tensor patchWeight;
  private final Tensor patchBias;
  private final List<VisionTransformerLayer> layers = new ArrayList<>();
  private final Norm norm;

  /** An encoder with freshly drawn weights; the engine's seed determines them. */
  public VisionTransformerEncoder(VisionTransformerConfig config) {
    this(config, new Parameters());
  }

  /** An encoder whose weights are put into {@code parameters}. */
  public VisionTransformerEncoder(VisionTransformerConfig config, Parameters parameters) {
    this.config = config;
    this.parameters = parameters;
    double std = config.initializerRange();
    long width = config.hiddenSize();
    long patch = config.patchSize();
    classToken = parameters.normal(EMBEDDINGS + "cls_token", std, 1, 1, width);
    long registers = config.numRegisterTokens();
    registerTokens =
        registers == 0
            ? null
            : parameters.normal(EMBEDDINGS + "register_tokens", std, 1, registers, width);
    positions =
        parameters.normal(EMBEDDINGS + "position_embeddings", std, 1, config.patches() + 1L, width);
    patchWeight =
        parameters.normal(PROJECTION + ".weight", std, width, config.numChannels(), patch, patch);
    patchBias = parameters.constant(PROJECTION + ".bias", 0, width);
    for (int layer = 0; layer < config.numHiddenLayers(); layer++) {
      layers.add(new VisionTransformerLayer(parameters, LAYER + layer, config));
    }
    norm = config.norm().create(parameters, NORM, width);
  }

  @Override
  public Parameters parameters() {
    return parameters;
  }

  @Override
  public String architecture() {
    return "ViTModel";
  }

  @Override
  public Tensor hiddenStates(Tensor images, ForwardContext context) {
    try (TensorScope scope = TensorScope.open()) {
      return scope.keep(norm.forward(blocks(images, context), context));
    }
  }

  @Override
  public int tokens() {
    return 1 + config.numRegisterTokens() + config.patches();
  }

  /**
   * The last hidden state of the class token.
   *
   * @return [B, D]
   */
  Tensor ofClass(Tensor images, ForwardContext context) {
    try (TensorScope scope = TensorScope.open()) {
      return scope.keep(norm.forward(blocks(images, context).select(1, 0), context));
    }
  }

  @Override
  public Tensor blankPass(int samples, int length, ForwardContext context) {
    return hiddenStates(blank(samples), context);
  }

  /** So many images of zeros. */
  Tensor blank(long samples) {
    long size = config.imageSize();
    return Tensors.zeros(ScalarType.Float, samples, config.numChannels(), size, size);
  }

  private Tensor blocks(Tensor images, ForwardContext context) {
    requireShape(images);
    Tensor x = context.drop(embed(images, context), config.hiddenDropoutProb());
    for (VisionTransformerLayer layer : layers) {
      x = layer.forward(x, context);
    }
    return x;
  }

  private Tensor embed(Tensor images, ForwardContext context) {
    long batch = images.size(0);
    long width = config.hiddenSize();
    Linear projection = new Linear(PROJECTION, patchWeight.reshape(width, -1), patchBias);
    Tensor patches = context.probe().at("inputs", patches(images));
    Tensor tokens =
        torch.cat(
            new TensorVector(
                classToken.expand(batch, 1, width), projection.forward(patches, context)),
            1);
    Tensor placed = tokens.add(positions);
    return context.probe().at(EMBEDDED, withRegisters(placed));
  }

  private Tensor withRegisters(Tensor x) {
    if (registerTokens == null) {
      return x;
    }
    long batch = x.size(0);
    Tensor registers = registerTokens.expand(batch, registerTokens.size(1), x.size(2));
    return torch.cat(
        new TensorVector(x.narrow(1, 0, 1), registers, x.narrow(1, 1, x.size(1) - 1)), 1);
  }

  /** [B, C, size, size] to [B, patches, C patch patch], row by row. */
  private Tensor patches(Tensor images) {
    long patch = config.patchSize();
    long side = config.imageSize() / patch;
    return images
        .reshape(images.size(0), images.size(1), side, patch, side, patch)
        .permute(0, 2, 4, 1, 3, 5)
        .reshape(images.size(0), side * side, -1);
  }

  private void requireShape(Tensor images) {
    long[] shape = Tensors.shape(images);
    long size = config.imageSize();
    if (shape.length != 4
        || shape[1] != config.numChannels()
        || shape[2] != size
        || shape[3] != size) {
      throw new IllegalArgumentException(
          "the images have shape %s; the model takes [B, %d, %d, %d]"
              .formatted(Arrays.toString(shape), config.numChannels(), size, size));
    }
  }

  /** The names of all modules that give a tensor, in the order of the network. */
  List<String> modules() {
    List<String> names = new ArrayList<>(List.of(PROJECTION, EMBEDDED));
    for (int layer = 0; layer < layers.size(); layer++) {
      names.addAll(VisionTransformerLayer.modules(LAYER + layer));
    }
    names.add(NORM);
    return names;
  }

  /** The outputs of every block and of its perceptron. */
  @Override
  public List<String> outlierProbePoints() {
    List<String> names = new ArrayList<>();
    for (int layer = 0; layer < layers.size(); layer++) {
      names.addAll(VisionTransformerLayer.outlierProbePoints(LAYER + layer));
    }
    return names;
  }
}
