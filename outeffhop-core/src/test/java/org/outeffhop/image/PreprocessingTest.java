package org.outeffhop.image;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.outeffhop.data.image.ImageData;
import org.outeffhop.data.image.ImageSource;

class PreprocessingTest {
  @TempDir private Path folder;

  /** In one order at every start of the virtual machine, so that fingerprints of folders agree. */
  @Test
  void theFileIsWrittenAsOtherLibrariesReadIt() throws IOException {
    try (ImageData data = ImageSource.builtin().read(8)) {
      Preprocessing.write(folder, data.imageSize(), data.mean(), data.deviation());
      String expected =
          """
          {
            "image_processor_type" : "ViTImageProcessor",
            "do_resize" : true,
            "size" : {
              "height" : 8,
              "width" : 8
            },
            "resample" : 2,
            "do_rescale" : true,
            "rescale_factor" : 0.00392156862745098,
            "do_normalize" : true,
            "image_mean" : [ %s ],
            "image_std" : [ %s ]
          }"""
              .formatted(data.mean()[0], data.deviation()[0]);
      assertEquals(expected, Files.readString(folder.resolve(Preprocessing.FILE)));
    }
  }
}
