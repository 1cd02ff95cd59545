package org.outeffhop.model;

import java.util.List;
import java.util.Optional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.outeffhop.nn.ForwardContext;
import org.outeffhop.nn.Linear;
import org.outeffhop.tensor.Parameters;
import org.outeffhop.tensor.TensorScope;

/**
 * A vision transformer that classifies images by their class token. Names are those of Hugging
 * Face's {@code ViTForImageClassification}.
 */
public final class VisionTransformer implements ImageModel {
  private static final String CLASSIFIER = "classifier";

  private final VisionTransformerEncoder encoder;
  private final Linear classifier;

  /** A model with freshly drawn weights; the engine's seed determines them. */
  public VisionTransformer(VisionTransformerConfig config) {
    this(config, new Parameters());
  }

  /** A model whose weights are put into {@code parameters}. */
  public VisionTransformer(VisionTransformerConfig config, Parameters parameters) {
    encoder = new VisionTransformerEncoder(config, parameters);
    classifier =
        Linear.create(
            parameters,
            CLASSIFIER,
            config.hiddenSize(),
            config.numLabels(),
            config.initializerRange());
  }

  @Override
  public Parameters parameters() {
    return encoder.parameters();
  }

  @Override
  public String architecture() {
    return "ViTForImageClassification";
  }

  @Override
  public Tensor hiddenStates(Tensor images, ForwardContext context) {
    return encoder.hiddenStates(images, context);
  }

  @Override
  public int tokens() {
    return encoder.tokens();
  }

  /**
   * Scores of the classes.
   *
   * @param images [B, C, size, size], float32
   * @return [B, classes]
   * @throws IllegalArgumentException if the images have another size or number of colours
   */
  public Tensor logits(Tensor images, ForwardContext context) {
    try (TensorScope scope = TensorScope.open()) {
      return scope.keep(classifier.forward(encoder.ofClass(images, context), context));
    }
  }

  @Override
  public Tensor blankPass(int samples, int length, ForwardContext context) {
    return logits(encoder.blank(samples), context);
  }

  /**
   * The mean cross-entropy in nats.
   *
   * @param labels [B], int64, from 0
   */
  public Tensor loss(Tensor images, Tensor labels, ForwardContext context) {
    try (TensorScope scope = TensorScope.open()) {
      return scope.keep(TokenLoss.crossEntropy(logits(images, context), labels));
    }
  }

  /**
   * The mean cross-entropy in nats with soft labels, -mean_b sum_k t_bk log softmax(logits_b)_k.
   *
   * @param targets [B, classes], float32; rows add up to 1
   */
  public Tensor softLoss(Tensor images, Tensor targets, ForwardContext context) {
    try (TensorScope scope = TensorScope.open()) {
      Tensor scores = logits(images, context).to(ScalarType.Float);
      return scope.keep(scores.log_softmax(1).mul(targets).sum(1).mean().neg());
    }
  }

  /** Kurtosis is averaged over every module. */
  @Override
  public Optional<ScriptMeasures> scriptMeasures() {
    List<String> modules = encoder.modules();
    modules.add(CLASSIFIER);
    return Optional.of(ScriptMeasures.of(modules, outlierProbePoints()));
  }

  /** The outputs of every block and of its perceptron. */
  @Override
  public List<String> outlierProbePoints() {
    return encoder.outlierProbePoints();
  }
}
