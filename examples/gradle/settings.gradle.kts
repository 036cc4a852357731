rootProject.name = "vm-tests"
