package org.outeffhop;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameStartingWith;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.conditions.ArchConditions.callMethod;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;
import static com.tngtech.archunit.library.GeneralCodingRules.ACCESS_STANDARD_STREAMS;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.library.Architectures.LayeredArchitecture;
import java.util.LinkedHashMap;
import java.util.Map;
import org.bytedeco.pytorch.Tensor;
import org.junit.jupiter.api.Test;

/**
 * Holds the arrows between the packages of the library: text becomes batches, batches go through a
 * model, a model is trained, measured, quantized, exported and reported. A package may use those of
 * its row below and none besides.
 *
 * <p>The records of results live in {@code experiment.result} and {@code inference.result} and use
 * nothing of the library but words, so that {@code report}, which may use nothing else, shows a
 * result read from a file as well as a fresh one. The first rows are those of the artifact {@code
 * outeffhop-inference}, which has no libtorch.
 */
class ArchitectureTest {
  private static final String ROOT = "org.outeffhop.";
  private static final String EXPERIMENT = "experiment";
  private static final String RESULT = "experiment.result";
  private static final String INFERENCE = "inference";
  private static final String ANSWERS = "inference.result";

  private static final JavaClasses LIBRARY =
      new ClassFileImporter()
          .withImportOption(new DoNotIncludeTests())
          .importPackages("org.outeffhop");

  private static final Map<String, String[]> ARROWS = new LinkedHashMap<>();

  static {
    arrows("naming");
    arrows("progress");
    arrows("random");
    arrows("files", "naming");
    arrows("machine", "files");
    arrows("text", "files", "machine");
    arrows("image", "files");
    arrows("series", "files");
    arrows("runtime", "naming", "files", "machine");
    arrows(ANSWERS);
    arrows(INFERENCE, "progress", "random", "files", "text", "image", "series", "runtime", ANSWERS);
    arrows("serving", "progress", "files", INFERENCE);
    arrows("tensor", "naming", "files", "machine");
    arrows("nn", "tensor");
    arrows("hopfield", "naming", "tensor", "nn");
    arrows("model", "naming", "files", "tensor", "nn", "hopfield");
    arrows("data", "progress", "random", "files", "machine", "text", "image", "series", "tensor");
    arrows("metrics", "tensor");
    arrows("training", "files", "machine", "tensor", "data");
    arrows("quantization", "naming", "tensor", "nn", "hopfield", "model");
    arrows("conversion", "tensor", "nn", "model", "training", "quantization");
    arrows(
        "export",
        "naming",
        "files",
        "machine",
        "runtime",
        "tensor",
        "nn",
        "hopfield",
        "model",
        "quantization");
    arrows(RESULT, "naming");
    arrows(
        EXPERIMENT,
        "naming",
        "progress",
        "random",
        "files",
        "machine",
        "text",
        "image",
        "series",
        "runtime",
        "tensor",
        "nn",
        "hopfield",
        "model",
        "data",
        "training",
        "metrics",
        "quantization",
        "export",
        "conversion",
        RESULT);
    arrows("report", RESULT, ANSWERS);
    arrows("inspection", "files", "text", "image", "series", "tensor", "model", "data", "training");
  }

  @Test
  void everyClassHasARow() {
    classes()
        .should()
        .resideInAnyPackage(
            ARROWS.keySet().stream().map(ArchitectureTest::packages).toArray(String[]::new))
        .check(LIBRARY);
  }

  @Test
  void packagesUseThoseOfTheirRow() {
    layers().check(LIBRARY);
  }

  @Test
  void packagesHaveNoCycles() {
    slices().matching(ROOT + "(**)").should().beFreeOfCycles().check(LIBRARY);
  }

  @Test
  void onlyTensorOpensPointerScopes() {
    noClasses()
        .that(not(resideInAPackage(packages("tensor"))))
        .should()
        .dependOnClassesThat()
        .haveFullyQualifiedName("org.bytedeco.javacpp.PointerScope")
        .check(LIBRARY);
  }

  @Test
  void nothingEndsTheProcess() {
    noClasses()
        .should(
            callMethod(System.class, "exit", int.class)
                .or(callMethod(Runtime.class, "exit", int.class))
                .or(callMethod(Runtime.class, "halt", int.class)))
        .check(LIBRARY);
  }

  /**
   * A view of a tensor breaks at strides that only some shapes have, such as those of an axis of
   * length 1; a reshape is a view wherever one is possible.
   */
  @Test
  void onlyTensorViewsTensors() {
    noClasses()
        .that(not(resideInAPackage(packages("tensor"))))
        .should()
        .callMethodWhere(
            target(owner(assignableTo(Tensor.class))).and(target(nameStartingWith("view"))))
        .check(LIBRARY);
  }

  @Test
  void nothingPrints() {
    noClasses().should(ACCESS_STANDARD_STREAMS).check(LIBRARY);
  }

  private static void arrows(String from, String... to) {
    ARROWS.put(from, to);
  }

  private static String packages(String name) {
    return ROOT + name + "..";
  }

  private static DescribedPredicate<JavaClass> classesOf(String name) {
    DescribedPredicate<JavaClass> inside = resideInAPackage(packages(name));
    return switch (name) {
      case EXPERIMENT -> inside.and(not(resideInAPackage(packages(RESULT))));
      case INFERENCE -> inside.and(not(resideInAPackage(packages(ANSWERS))));
      default -> inside;
    };
  }

  private static LayeredArchitecture layers() {
    LayeredArchitecture layers =
        layeredArchitecture().consideringOnlyDependenciesInLayers().withOptionalLayers(true);
    for (String name : ARROWS.keySet()) {
      layers = layers.layer(name).definedBy(classesOf(name));
    }
    for (Map.Entry<String, String[]> row : ARROWS.entrySet()) {
      LayeredArchitecture.LayerDependencySpecification from = layers.whereLayer(row.getKey());
      layers =
          row.getValue().length == 0
              ? from.mayNotAccessAnyLayer()
              : from.mayOnlyAccessLayers(row.getValue());
    }
    return layers;
  }
}
