// SPDX-License-Identifier: Apache-2.0
package dev.redoubt;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** Dependencies point down only. */
class ArchitectureTest {
  private static final JavaClasses CLASSES = new ClassFileImporter()
      .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
      .importPackages("dev.redoubt");

  @Test
  void client_knowsNothingOfWhatIsBuiltOnIt() {
    noClasses()
        .that()
        .resideInAPackage("dev.redoubt.client")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("dev.redoubt.cache", "dev.redoubt.health", "dev.redoubt.metrics")
        .check(CLASSES);
  }

  @Test
  void micrometer_isKnownToMetricsOnly() {
    noClasses()
        .that()
        .resideOutsideOfPackage("dev.redoubt.metrics")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("io.micrometer..")
        .check(CLASSES);
  }

  @Test
  void lettuce_isKnownToTheClientOnly() {
    noClasses()
        .that()
        .resideOutsideOfPackage("dev.redoubt.client")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("io.lettuce..")
        .check(CLASSES);
  }

  @Test
  void packages_haveNoCycles() {
    slices().matching("dev.redoubt.(*)..").should().beFreeOfCycles().check(CLASSES);
  }

  /** Configuration and exceptions are below all packages, the entry point above them. */
  @Test
  void api_onlyTheEntryPointLooksDown() {
    noClasses()
        .that(resideInAPackage("dev.redoubt"))
        .and()
        .haveNameNotMatching("dev\\.redoubt\\.Redoubt(\\$.*)?")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "dev.redoubt.cache", "dev.redoubt.client", "dev.redoubt.health", "dev.redoubt.metrics")
        .check(CLASSES);
  }
}
