package org.outeffhop.experiment.recipe;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.outeffhop.data.image.ImageSource;
import org.outeffhop.experiment.Preset;
import org.outeffhop.experiment.run.DataSources;
import org.outeffhop.experiment.task.ImageClassification;
import org.outeffhop.model.ModelType;
import org.outeffhop.progress.Progress;

class ImageRecipeTest {
  @TempDir private Path folder;

  private void images(String name, int count) throws IOException {
    Path images = Files.createDirectories(folder.resolve(name));
    for (int i = 0; i < count; i++) {
      BufferedImage image = new BufferedImage(28, 28, BufferedImage.TYPE_BYTE_GRAY);
      image.setRGB(i, i, -1);
      ImageIO.write(image, "png", images.resolve(i + ".png").toFile());
    }
  }

  private List<String> notices() throws IOException {
    List<String> notices = new ArrayList<>();
    Progress progress = (task, done, total) -> notices.add(task);
    ImageRecipe recipe = (ImageRecipe) Preset.SMOKE.settings().recipes().get(ModelType.VIT);
    DataSources sources =
        new DataSources(null, ImageSource.of(folder), null, Optional.empty(), folder);
    try (ImageClassification task = recipe.read(sources, progress)) {
      assertEquals(8, task.trainingSamples());
    }
    return notices;
  }

  @Test
  void classesOfWhichNoImageIsHeldOutAreNamed() throws IOException {
    images("cats", 5);
    images("dogs", 4);
    assertEquals(
        List.of(
            "no image is held out of dogs: the accuracy says nothing of such classes (without a"
                + " test part, every fifth image of a class is held out)"),
        notices());
    images("dogs", 5);
    assertEquals(List.of(), notices());
  }
}
