package org.outeffhop.cli;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;
import org.outeffhop.data.pattern.Patterns;
import org.outeffhop.experiment.retrieval.MemoryRetrieval;
import org.outeffhop.image.ImageSize;
import org.outeffhop.report.ImageGrid;
import org.outeffhop.tensor.Tensors;

/** Stored, asked and retrieved images, one below the other. */
final class RetrievalPicture {
  private static final int MOST = 16;

  private RetrievalPicture() {}

  /** The first columns; values are scaled so that the stored patterns' go from black to white. */
  static ImageGrid of(Patterns stored, MemoryRetrieval.Answer answer) {
    double black = Tensors.item(stored.values().min());
    double white = Tensors.item(stored.values().max());
    double range = white > black ? white - black : 1;
    boolean made = answer.result().known() > 0;
    List<ImageGrid.Row> rows = new ArrayList<>();
    if (made) {
      long shown = answer.groups().get(0).queries().size(0);
      rows.add(row("stored", stored.values().narrow(0, 0, shown), black, range));
    }
    for (MemoryRetrieval.Group group : answer.groups()) {
      rows.add(row(made ? group.name() : "query", group.queries(), black, range));
      rows.add(row("retrieved", group.retrieved(), black, range));
    }
    ImageSize size = stored.image().orElseThrow();
    return new ImageGrid(size.height(), size.width(), rows);
  }

  private static ImageGrid.Row row(String label, Tensor patterns, double black, double range) {
    long count = Math.min(MOST, patterns.size(0));
    float[] values = Tensors.toFloats(patterns.narrow(0, 0, count));
    int size = (int) patterns.size(1);
    List<float[]> images = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      float[] image = new float[size];
      for (int j = 0; j < size; j++) {
        image[j] = (float) ((values[i * size + j] - black) / range);
      }
      images.add(image);
    }
    return new ImageGrid.Row(label, images);
  }
}
