/**
 * Data sets by name: where they are, under which licence, and how they are downloaded and verified.
 */
package org.outeffhop.data.fetch;
