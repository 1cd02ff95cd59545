package org.outeffhop.data.image;

import java.util.List;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.outeffhop.data.pattern.OpticalDigits;
import org.outeffhop.tensor.TensorScope;
import org.outeffhop.tensor.Tensors;

/** The built-in digits; every fifth digit of each class is held out. */
record BuiltinDigits() implements ImageSource {
  private static final int SIDE = 8;
  private static final int CLASSES = 10;
  private static final int WHITE = 255;

  @Override
  public String name() {
    return "optical digits (built in), 1,797 images of 8 x 8, " + ImageData.SPLIT;
  }

  @Override
  public String fingerprint() {
    try (ImageData data = read(SIDE)) {
      return data.fingerprint();
    }
  }

  @Override
  public int imageSize() {
    return SIDE;
  }

  @Override
  public ImageData read(int imageSize) {
    List<String> classes = IntStream.range(0, CLASSES).mapToObj(String::valueOf).toList();
    try (TensorScope scope = TensorScope.open()) {
      OpticalDigits digits = OpticalDigits.load();
      Tensor pixels =
          digits
              .patterns()
              .values()
              .mul(Tensors.scalar(WHITE))
              .round()
              .to(ScalarType.Byte)
              .reshape(digits.labels().size(), 1, SIDE, SIDE);
      int[] labels = digits.labels().stream().mapToInt(Integer::intValue).toArray();
      LabelledImages all = new LabelledImages(scope.release(pixels), labels);
      return ImageData.split(name(), classes, all);
    }
  }
}
