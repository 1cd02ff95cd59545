package org.outeffhop.data.image;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Device;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.outeffhop.files.Fingerprint;
import org.outeffhop.tensor.Engine;
import org.outeffhop.tensor.TensorScope;
import org.outeffhop.tensor.Tensors;

/**
 * Images of one size in a training and a test part.
 *
 * @param name where they come from
 * @param classes the names of the classes in the order of their numbers
 * @param mean of every channel over the training part, of pixels from 0 to 1
 * @param deviation the standard deviation likewise; 1 if all pixels are equal
 */
public record ImageData(
    String name,
    List<String> classes,
    LabelledImages training,
    LabelledImages test,
    double[] mean,
    double[] deviation)
    implements AutoCloseable {
  private static final int WHITE = 255;
  private static final int FOLDS = 5;

  /** How {@link #split} divides the images, for names. */
  static final String SPLIT = "every fifth image of each class held out";

  /**
   * Images whose parts are given.
   *
   * @throws IllegalArgumentException if there are fewer than 2 classes, a part is empty or of
   *     another size, or a label has no class
   */
  static ImageData of(
      String name, List<String> classes, LabelledImages training, LabelledImages test) {
    requireSeveral(name, classes);
    requireParts(name, training, test);
    requireClasses(name, classes, training);
    requireClasses(name, classes, test);
    int channels = Math.toIntExact(training.pixels().size(1));
    double pixels = (double) training.pixels().numel() / channels;
    long[] sums = training.sums();
    double[] mean = new double[channels];
    double[] deviation = new double[channels];
    for (int channel = 0; channel < channels; channel++) {
      double average = sums[channel] / pixels;
      double variance = Math.max(0, sums[channels + channel] / pixels - average * average);
      mean[channel] = average / WHITE;
      deviation[channel] = variance == 0 ? 1 : Math.sqrt(variance) / WHITE;
    }
    return new ImageData(name, List.copyOf(classes), training, test, mean, deviation);
  }

  /**
   * Images without a test part: the fifth, tenth, .. image of each class is held out. Closes {@code
   * all}.
   *
   * @throws IllegalArgumentException if a label has no class
   */
  static ImageData split(String name, List<String> classes, LabelledImages all) {
    try (all) {
      requireClasses(name, classes, all);
      boolean[] held = heldOut(all.labels(), classes.size());
      return of(name, classes, all.select(where(held, false)), all.select(where(held, true)));
    }
  }

  /** Checks that there is something to tell apart. */
  static void requireSeveral(String name, List<String> classes) {
    if (classes.size() < 2) {
      throw new IllegalArgumentException(
          "%s has the classes %s; a classifier needs at least 2".formatted(name, classes));
    }
  }

  private static boolean[] heldOut(int[] labels, int classes) {
    int[] seen = new int[classes];
    boolean[] held = new boolean[labels.length];
    for (int image = 0; image < held.length; image++) {
      held[image] = ++seen[labels[image]] % FOLDS == 0;
    }
    return held;
  }

  private static int[] where(boolean[] flags, boolean value) {
    return IntStream.range(0, flags.length).filter(i -> flags[i] == value).toArray();
  }

  private static void requireParts(String name, LabelledImages training, LabelledImages test) {
    if (training.count() == 0 || test.count() == 0) {
      throw new IllegalArgumentException(
          "%s has %d training and %d test images; each part needs at least one"
              .formatted(name, training.count(), test.count()));
    }
    long[] expected = Tensors.shape(training.pixels());
    long[] actual = Tensors.shape(test.pixels());
    expected[0] = actual[0];
    if (!Arrays.equals(expected, actual)) {
      throw new IllegalArgumentException(
          "%s: training images take %d channels of %d x %d pixels, test images %d of %d x %d"
              .formatted(
                  name, expected[1], expected[2], expected[3], actual[1], actual[2], actual[3]));
    }
  }

  private static void requireClasses(String name, List<String> classes, LabelledImages part) {
    for (int i = 0; i < part.count(); i++) {
      int label = part.labels()[i];
      if (label < 0 || label >= classes.size()) {
        throw new IllegalArgumentException(
            "%s: image %d has label %d; the labels of %d classes are 0 to %d"
                .formatted(name, i, label, classes.size(), classes.size() - 1));
      }
    }
  }

  /** The names of the classes without an image in the test part, which no accuracy counts. */
  public List<String> untested() {
    Set<Integer> tested = Arrays.stream(test.labels()).boxed().collect(Collectors.toSet());
    return IntStream.range(0, classes.size())
        .filter(label -> !tested.contains(label))
        .mapToObj(classes::get)
        .toList();
  }

  /** Colours of a pixel. */
  public int channels() {
    return mean.length;
  }

  /** Pixels on each side. */
  public int imageSize() {
    return Math.toIntExact(training.pixels().size(3));
  }

  /**
   * (x / 255 - mean) / deviation, by channel.
   *
   * @param pixels [B, channels, height, width], uint8
   * @return the same shape, float32, on the device
   */
  public Tensor normalised(Tensor pixels, Device device) {
    try (TensorScope scope = TensorScope.open()) {
      Tensor values = Engine.to(pixels, device).to(ScalarType.Float);
      Tensor means = Engine.to(perChannel(mean), device);
      Tensor deviations = Engine.to(perChannel(deviation), device);
      return scope.keep(values.sub(means).div(deviations));
    }
  }

  private Tensor perChannel(double[] values) {
    float[] scaled = new float[values.length];
    for (int i = 0; i < scaled.length; i++) {
      scaled[i] = (float) (values[i] * WHITE);
    }
    return Tensors.of(scaled, 1, scaled.length, 1, 1);
  }

  /** SHA-256, in hexadecimal, of classes, pixels and labels of both parts. */
  public String fingerprint() {
    Fingerprint fingerprint = new Fingerprint();
    classes.forEach(fingerprint::add);
    training.addTo(fingerprint);
    test.addTo(fingerprint);
    return fingerprint.toHex();
  }

  @Override
  public void close() {
    training.close();
    test.close();
  }
}
