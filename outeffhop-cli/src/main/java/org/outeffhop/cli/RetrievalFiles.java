package org.outeffhop.cli;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.outeffhop.data.pattern.NpyFile;
import org.outeffhop.data.pattern.Patterns;
import org.outeffhop.experiment.retrieval.MemoryRetrieval;
import org.outeffhop.files.AtomicFile;
import org.outeffhop.image.ImageSize;
import org.outeffhop.tensor.SafeTensors;
import org.outeffhop.training.RunDirectory;

/** The files of a retrieval: what was retrieved, and for images a picture. */
final class RetrievalFiles {
  /** Files of retrieved patterns. */
  enum Format {
    npy,
    safetensors
  }

  private RetrievalFiles() {}

  /** Writes them into the folder and says their names. */
  static List<String> write(
      RunDirectory folder, Patterns stored, MemoryRetrieval.Answer answer, Format format)
      throws IOException {
    List<String> files = new ArrayList<>();
    files.add("retrieved." + format);
    Tensor retrieved = shaped(answer.retrieved(), stored);
    if (format == Format.npy) {
      NpyFile.write(folder.file(files.get(0)), retrieved);
    } else {
      SafeTensors.write(folder.file(files.get(0)), Map.of("retrieved", retrieved), Map.of());
    }
    if (stored.image().isPresent()) {
      byte[] png = RetrievalPicture.of(stored, answer).png();
      AtomicFile.write(folder.file("retrieved.png"), file -> file.write(png));
      files.add("retrieved.png");
    }
    return files;
  }

  private static Tensor shaped(Tensor rows, Patterns stored) {
    if (stored.image().isEmpty()) {
      return rows;
    }
    ImageSize size = stored.image().get();
    return rows.reshape(rows.size(0), size.height(), size.width());
  }
}
