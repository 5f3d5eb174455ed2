// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.cache;

/** A value as applications cache it. */
record City(String name, int people) {
  static final City PARIS = new City("Paris", 2_103_778);
  static final City LYON = new City("Lyon", 520_774);
}
