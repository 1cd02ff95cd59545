package org.outeffhop.data.image;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.outeffhop.random.SplitMix64;
import org.outeffhop.tensor.TensorScope;
import org.outeffhop.tensor.Tensors;

/**
 * Augmentation of training images, with the names of timm and DeiT. All random draws are a function
 * of seed and step.
 *
 * <p>Smoothed labels: t_k = s / K for every class k, and 1 - s + s / K for an image's own. Mixup
 * (Zhang et al. 2018, arXiv 1710.09412): image and target are l a + (1 - l) b, with b the batch in
 * reverse order and one l of Beta(mixup_alpha, mixup_alpha) a batch. CutMix (Yun et al. 2019, arXiv
 * 1905.04899): a box of height floor(H sqrt(1 - l)) and width likewise, its centre uniform, is
 * taken from b; targets are mixed by the share l of pixels that are left of a. If both are enabled,
 * each batch uses one of them with equal probability.
 *
 * @param cropPadding pixels of black padding around an image, from which a piece of the original
 *     size is cut
 * @param horizontalFlip the probability of exchanging left and right
 * @param mixupAlpha 0: no mixup
 * @param cutmixAlpha 0: no CutMix
 * @param labelSmoothing s, from 0 to below 1
 */
public record Augmentation(
    int cropPadding,
    double horizontalFlip,
    double mixupAlpha,
    double cutmixAlpha,
    double labelSmoothing) {
  /** Images and labels as they are. */
  public static final Augmentation NONE = new Augmentation(0, 0, 0, 0, 0);

  /**
   * Checks the values.
   *
   * @throws IllegalArgumentException naming the field, its value and what is right
   */
  public Augmentation {
    require(cropPadding >= 0, "crop_padding", cropPadding, "at least 0");
    require(horizontalFlip >= 0 && horizontalFlip <= 1, "hflip", horizontalFlip, "from 0 to 1");
    require(SymmetricBeta.takes(mixupAlpha), "mixup_alpha", mixupAlpha, SymmetricBeta.RANGE);
    require(SymmetricBeta.takes(cutmixAlpha), "cutmix_alpha", cutmixAlpha, SymmetricBeta.RANGE);
    require(
        labelSmoothing >= 0 && labelSmoothing < 1,
        "label_smoothing",
        labelSmoothing,
        "from 0 to below 1");
  }

  private static void require(boolean right, String field, Number value, String range) {
    if (!right) {
      throw new IllegalArgumentException(field + " is " + value + "; it must be " + range);
    }
  }

  /** By name, as in files. */
  public Map<String, Object> asMap() {
    Map<String, Object> map = new LinkedHashMap<>();
    map.put("crop_padding", cropPadding);
    map.put("hflip", horizontalFlip);
    map.put("mixup_alpha", mixupAlpha);
    map.put("cutmix_alpha", cutmixAlpha);
    map.put("label_smoothing", labelSmoothing);
    return map;
  }

  /**
   * Changes a batch.
   *
   * @param pixels [B, channels, height, width], uint8; left as they are
   * @param labels from 0 to classes - 1
   */
  public SoftBatch apply(Tensor pixels, int[] labels, int classes, long seed, long step) {
    SplitMix64 random = new SplitMix64(seed, step);
    try (TensorScope scope = TensorScope.open()) {
      Tensor moved = cropAndFlip(pixels, random);
      SoftBatch mixed = mix(new SoftBatch(moved, targets(labels, classes)), random);
      return new SoftBatch(scope.keep(mixed.pixels()), scope.keep(mixed.targets()));
    }
  }

  private Tensor targets(int[] labels, int classes) {
    float[] targets = new float[labels.length * classes];
    for (int i = 0; i < targets.length; i++) {
      double own = labels[i / classes] == i % classes ? 1 - labelSmoothing : 0;
      targets[i] = (float) (own + labelSmoothing / classes);
    }
    return Tensors.of(targets, labels.length, classes);
  }

  private Tensor cropAndFlip(Tensor pixels, SplitMix64 random) {
    if (cropPadding == 0 && horizontalFlip == 0) {
      return pixels.alias();
    }
    long height = pixels.size(2);
    long width = pixels.size(3);
    Tensor padded = padded(pixels);
    TensorVector images = new TensorVector();
    for (long image = 0; image < pixels.size(0); image++) {
      int top = random.nextInt(2 * cropPadding + 1);
      int left = random.nextInt(2 * cropPadding + 1);
      Tensor piece = padded.select(0, image).narrow(1, top, height).narrow(2, left, width);
      images.push_back(random.nextDouble() < horizontalFlip ? piece.flip(2) : piece);
    }
    return torch.stack(images);
  }

  private Tensor padded(Tensor pixels) {
    return torch.constant_pad_nd(
        pixels, new long[] {cropPadding, cropPadding, cropPadding, cropPadding});
  }

  private SoftBatch mix(SoftBatch batch, SplitMix64 random) {
    if (mixupAlpha == 0 && cutmixAlpha == 0) {
      return batch;
    }
    boolean both = mixupAlpha > 0 && cutmixAlpha > 0;
    boolean cut = both ? random.nextDouble() < 0.5 : cutmixAlpha > 0;
    double kept = SymmetricBeta.draw(cut ? cutmixAlpha : mixupAlpha, random);
    return cut ? cutmix(batch, kept, random) : mixup(batch, kept);
  }

  private static SoftBatch mixup(SoftBatch batch, double kept) {
    Tensor pixels = batch.pixels().to(ScalarType.Float);
    return new SoftBatch(convex(pixels, kept), convex(batch.targets(), kept));
  }

  /** l a + (1 - l) b, with b the rows of a in reverse order. */
  private static Tensor convex(Tensor rows, double kept) {
    return rows.mul(Tensors.scalar(kept)).add(rows.flip(0).mul(Tensors.scalar(1 - kept)));
  }

  private static SoftBatch cutmix(SoftBatch batch, double kept, SplitMix64 random) {
    int height = (int) batch.pixels().size(2);
    int width = (int) batch.pixels().size(3);
    int[] rows = side(height, kept, random);
    int[] columns = side(width, kept, random);
    float[] inside = new float[height * width];
    int area = 0;
    for (int row = rows[0]; row < rows[1]; row++) {
      for (int column = columns[0]; column < columns[1]; column++) {
        inside[row * width + column] = 1;
        area++;
      }
    }
    Tensor box = Tensors.of(inside, 1, 1, height, width).to(ScalarType.Bool);
    Tensor pixels = batch.pixels().flip(0).where(box, batch.pixels());
    return new SoftBatch(pixels, convex(batch.targets(), 1 - area / (double) (height * width)));
  }

  /** From where to where the box goes, cut at the image's edge. */
  private static int[] side(int size, double kept, SplitMix64 random) {
    int length = (int) (size * Math.sqrt(1 - kept));
    int centre = random.nextInt(size);
    return IntStream.of(centre - length / 2, centre - length / 2 + length)
        .map(edge -> Math.min(Math.max(edge, 0), size))
        .toArray();
  }
}
