// SPDX-License-Identifier: Apache-2.0
package example;

import dev.redoubt.Redoubt;
import dev.redoubt.RedoubtConfig;
import example.Cities.City;
import java.util.concurrent.TimeUnit;

// @start region="main"
public final class Main {
  public static void main(String[] args) {
    try (Redoubt redoubt = Redoubt.connect(RedoubtConfig.fromEnvironment())) {
      Cities cities = new Cities(redoubt, Main::slowDatabase);
      for (int i = 0; i < 5; i++) {
        long begin = System.nanoTime();
        City paris = cities.find("paris");
        System.out.printf("%s after %d ms%n", paris, (System.nanoTime() - begin) / 1_000_000);
      }
    }
  }

  private static City slowDatabase(String key) {
    try {
      TimeUnit.MILLISECONDS.sleep(200);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return new City("Paris", 2_103_778);
  }
}
// @end
