package org.outeffhop.cli;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import org.junit.jupiter.api.Test;

/** Holds what the library's own test cannot see: the classes of the command. */
class CommandArchitectureTest {
  private static final JavaClasses COMMAND =
      new ClassFileImporter()
          .withImportOption(new DoNotIncludeTests())
          .importPackages("org.outeffhop.cli");

  @Test
  void onlyTheMainClassEndsTheProcess() {
    noClasses()
        .that()
        .doNotBelongToAnyOf(OutEffHop.class)
        .should()
        .callMethod(System.class, "exit", int.class)
        .check(COMMAND);
  }

  @Test
  void resultsArePrintedThroughTheCommandLine() {
    noClasses().should().accessField(System.class, "out").check(COMMAND);
  }
}
