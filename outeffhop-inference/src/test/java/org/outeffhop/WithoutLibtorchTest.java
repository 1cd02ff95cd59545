package org.outeffhop;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarFile;
import org.junit.jupiter.api.Test;

/** The artifact's dependencies, all that they depend on included, have no libtorch. */
class WithoutLibtorchTest {
  private static final String BYTEDECO = "org/bytedeco/";

  /** The class path that the build gives this module's tests is the artifact's, and JUnit's. */
  @Test
  void nothingOfJavaCppIsOnTheClassPath() throws IOException {
    List<String> found = new ArrayList<>();
    int runtimes = 0;
    for (String entry : System.getProperty("java.class.path").split(File.pathSeparator)) {
      Path path = Path.of(entry);
      if (Files.isDirectory(path.resolve(BYTEDECO))) {
        found.add(entry);
      } else if (Files.isRegularFile(path)) {
        try (JarFile jar = new JarFile(path.toFile())) {
          runtimes += jar.getEntry("ai/onnxruntime/OrtSession.class") == null ? 0 : 1;
          if (jar.stream().anyMatch(file -> file.getName().startsWith(BYTEDECO))) {
            found.add(entry);
          }
        }
      }
    }
    assertEquals(List.of(), found);
    assertTrue(runtimes == 1, "the class path has ONNX Runtime " + runtimes + " times");
  }

  @Test
  void noClassAsksForIt() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAPackage("org.bytedeco..")
        .check(
            new ClassFileImporter()
                .withImportOption(new DoNotIncludeTests())
                .importPackages("org.outeffhop"));
  }
}
