<?php
// Which versions of PHP packages are affected, as Composer reads the constraints of each branch: all of them must hold.
//
// Usage: friendsofphp.php  < [[name, id, [[constraint]]]]
// Writes: every version that any constraint names, and the nearest beside it, and which of them are affected.
foreach (["/usr/share/php/Composer/Semver/autoload.php", "/usr/share/php/Composer/autoload.php"] as $path) {
    if (is_file($path)) {
        require_once $path;
        break;
    }
}
use Composer\Semver\Constraint\Constraint;
use Composer\Semver\VersionParser;

$parser = new VersionParser();
$records = json_decode(stream_get_contents(STDIN), true);
$asked = [];
foreach ($records as [$name, , $branches]) {
    foreach (array_merge(...$branches) as $constraint) {
        $version = ltrim($constraint, "<>= ");
        foreach ([$version, "$version.1", preg_match('/[a-z]/i', $version) ? $version : "$version-RC1"] as $one) {
            try {
                $parser->normalize($one);
                $asked[$name][$one] = true;
            } catch (UnexpectedValueException $e) {
                continue;
            }
        }
    }
}
$affected = [];
foreach ($records as [$name, $id, $branches]) {
    foreach ($branches as $branch) {
        $constraint = $parser->parseConstraints(implode(",", $branch));
        foreach (array_keys($asked[$name] ?? []) as $version) {
            if ($constraint->matches(new Constraint("==", $parser->normalize((string) $version)))) {
                $affected["$name\t$version\t$id"] = [$name, (string) $version, $id];
            }
        }
    }
}
$list = [];
foreach ($asked as $name => $versions) {
    foreach (array_keys($versions) as $version) {
        $list[] = [$name, (string) $version];
    }
}
echo json_encode(["asked" => $list, "affected" => array_values($affected)]);
