// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.session;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import org.junit.jupiter.api.Test;

/** What sessions may know. */
class ArchitectureTest {
  private static final JavaClasses SESSION = new ClassFileImporter()
      .withImportOption(new ImportOption.DoNotIncludeTests())
      .withImportOption(location -> !location.contains("-test/"))
      .importPackages("dev.redoubt.session");

  @Test
  void sessions_standOnTheClientAndNotOnCaches() {
    noClasses()
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "dev.redoubt.cache",
            "dev.redoubt.server..",
            "dev.redoubt.testkit..",
            "io.lettuce..",
            "io.netty..")
        .check(SESSION);
  }

  @Test
  void store_knowsNeitherServletsNorMicrometer() {
    noClasses()
        .that()
        .resideInAPackage("dev.redoubt.session")
        .should()
        .dependOnClassesThat()
        .resideInAnyPackage(
            "jakarta..", "io.micrometer..", "dev.redoubt.metrics", "dev.redoubt.session.*")
        .check(SESSION);
  }

  @Test
  void d1_javaDeserialization_isInOneClassOnly() {
    noClasses()
        .that()
        .doNotHaveFullyQualifiedName("dev.redoubt.session.JdkSerialization")
        .should()
        .dependOnClassesThat()
        .haveFullyQualifiedName("java.io.ObjectInputStream")
        .check(SESSION);
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
        .doNotHaveFullyQualifiedName("dev.redoubt.session.SessionException")
        .and(describe("not sealed", type -> !type.reflect().isSealed()))
        .should()
        .haveModifier(JavaModifier.FINAL)
        .check(SESSION);
  }
}
