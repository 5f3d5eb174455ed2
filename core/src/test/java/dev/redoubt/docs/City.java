// SPDX-License-Identifier: Apache-2.0
package dev.redoubt.docs;

/** What the pages cache. */
record City(String name, int people) {}
