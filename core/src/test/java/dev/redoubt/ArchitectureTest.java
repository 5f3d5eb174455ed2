// SPDX-License-Identifier: Apache-2.0
package dev.redoubt;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** What may know what. */
class ArchitectureTest {
  private static final JavaClasses CORE = new ClassFileImporter()
      .withImportOption(new ImportOption.DoNotIncludeTests())
      .importPackages("dev.redoubt");

  @Test
  void client_knowsNothingOfWhatStandsOnIt() {
    noClasses()
        .that()
        .resideInAPackage("dev.redoubt.client")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("dev.redoubt.cache", "dev.redoubt.health", "dev.redoubt.metrics")
        .check(CORE);
  }

  @Test
  void cache_knowsNeitherHealthNorMetrics() {
    noClasses()
        .that()
        .resideInAPackage("dev.redoubt.cache")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("dev.redoubt.health", "dev.redoubt.metrics")
        .check(CORE);
  }

  @Test
  void micrometer_isKnownToMetricsOnly() {
    noClasses()
        .that()
        .resideOutsideOfPackage("dev.redoubt.metrics")
        .should()
        .dependOnClassesThat()
        .resideInAPackage("io.micrometer..")
        .check(CORE);
  }

  @Test
  void driverBreakerAndNetwork_areKnownToTheClientOnly() {
    noClasses()
        .that()
        .resideOutsideOfPackage("dev.redoubt.client")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage("io.lettuce..", "io.netty..", "io.github.resilience4j..")
        .check(CORE);
  }

  @Test
  void javaSerialization_isUsedNowhere() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .haveFullyQualifiedName("java.io.ObjectInputStream")
        .check(CORE);
  }

  @Test
  void classes_areFinalOrSealedOrAbstractions() {
    classes()
        .that()
        .areNotInterfaces()
        .and()
        .areNotEnums()
        .and()
        .areNotAnonymousClasses()
        .and()
        .doNotHaveFullyQualifiedName("dev.redoubt.RedoubtException")
        .and()
        .doNotHaveFullyQualifiedName("dev.redoubt.cache.ValueType")
        .and()
        .resideOutsideOfPackages("dev.redoubt.testkit..", "dev.redoubt.embedded..")
        .should()
        .haveModifier(JavaModifier.FINAL)
        .check(CORE);
  }
}
